import type { Clock } from '../../../ports/clock.ts';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { Checkpoint, Settlements, SettlingDesk } from '../../../ports/settlements.ts';
import type { TripsAsked } from '../../../ports/vehicle-trips.ts';
import type { VehicleSetting } from './stage.ts';
import type { StartStage } from './stage-run.ts';
import { VehicleCase } from './vehicle-case.ts';
import type { VehicleRun } from './vehicle-run.ts';

/** Fixes judged in one transaction; a vehicle with more goes on in the next. */
const MAX_FIXES = 10_000;
/** In one answer of the database, of all vehicles together: reading it holds up the event loop for some 10 ms. */
const FIXES_AT_ONCE = 1000;

export interface SettlingParts {
  readonly settlements: Settlements;
  readonly clock: Clock;
  readonly stages: readonly StartStage[];
  /** In the order of the vehicles. */
  readonly settingsOf: (vehicles: readonly TripsAsked[]) => Promise<readonly VehicleSetting[]>;
}

/** A vehicle to be settled, because of a fix at `lateFrom` when that is before what has been judged. */
export interface Demand extends VehicleOfTenant {
  readonly lateFrom?: number | undefined;
  /** Judged again from there even if no fix came: what fixes are judged by has changed for that time. */
  readonly rejudge?: true;
  /** Device time from which fixes are known to wait. */
  readonly waitingFrom?: number | undefined;
}

export interface Outcome {
  readonly vehicle: VehicleOfTenant;
  /** Device time of the last fix that was judged. */
  readonly time: number;
  readonly silent: boolean;
  /** False: more fixes wait. */
  readonly isComplete: boolean;
  /** Device time of the next of them, where it is known. */
  readonly waitingFrom?: number | undefined;
  readonly run: VehicleRun;
  /** Device times of the last fixes that were judged. */
  readonly recent: readonly number[];
}

/**
 * Settles vehicles in one transaction: judges their new fixes, or again from a checkpoint what a late fix changes,
 * and writes what is found otherwise than before. The result depends on the fixes that are stored and on nothing
 * else, so that whoever does it, and however often, ends in the same rows.
 */
export async function settleVehicles(parts: SettlingParts, demands: readonly Demand[]): Promise<Outcome[]> {
  const { settled, outOfReach } = await settleInReach(parts, demands);
  if (outOfReach.length === 0) return settled;
  // Where they have to be judged from is known only now; the second time their settings reach there.
  return [...settled, ...(await settleInReach(parts, outOfReach)).settled];
}

interface Settling {
  readonly settled: Outcome[];
  /** Their settings reach not as far back as their fixes do. */
  readonly outOfReach: Demand[];
}

async function settleInReach(parts: SettlingParts, demands: readonly Demand[]): Promise<Settling> {
  const settings = await parts.settingsOf(demands.map(askedOf));
  const byVehicle = new Map(
    demands.flatMap((demand, index) => {
      const setting = settings[index];
      return setting === undefined ? [] : [[keyOf(demand), { demand, setting }] as const];
    }),
  );
  return parts.settlements.settle(demands, async (desk) => {
    const asked = desk.vehicles.flatMap((settled) => {
      const one = byVehicle.get(keyOf(settled));
      return one === undefined ? [] : [{ settled, ...one }];
    });
    const bases = await basesOf(desk, asked);
    const cases = asked.map(({ settled, setting }) => {
      const base = bases.get(keyOf(settled));
      return new VehicleCase(parts.stages, setting, base ?? settled, base?.time);
    });
    await takeFixes(desk, cases);
    const outOfReach = asked.flatMap(({ demand }, index) => {
      const waitingFrom = cases[index]?.outOfReachFrom;
      return waitingFrom === undefined ? [] : [{ ...demand, waitingFrom }];
    });
    const inReach = cases.filter((one) => one.outOfReachFrom === undefined);
    return { settled: await write(desk, inReach, parts.clock.now()), outOfReach };
  });
}

function askedOf({ tenant, vehicleId, lateFrom, waitingFrom }: Demand): TripsAsked {
  const at = Math.min(lateFrom ?? Number.POSITIVE_INFINITY, waitingFrom ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(at) ? { tenant, vehicleId, at } : { tenant, vehicleId };
}

export function keyOf({ tenant, vehicleId }: VehicleOfTenant): string {
  return `${tenant} ${vehicleId}`;
}

const BEGINNING: Checkpoint = { time: 0, fixes: 0, state: {} };

interface Asked {
  readonly demand: Demand;
  readonly settled: SettlingDesk['vehicles'][number];
}

/** Where to judge again from, by vehicle; those that are missing go on from where they are settled. */
async function basesOf(desk: SettlingDesk, asked: readonly Asked[]): Promise<Map<string, Checkpoint>> {
  const late = asked.flatMap(({ demand: { tenant, vehicleId, lateFrom, rejudge }, settled }) =>
    lateFrom === undefined || lateFrom > settled.time
      ? []
      : [{ tenant, vehicleId, before: lateFrom, rejudge: rejudge === true }],
  );
  const bases = new Map<string, Checkpoint>();
  if (late.length === 0) return bases;
  for (const [index, rewind] of (await desk.rewinds(late)).entries()) {
    const vehicle = late[index];
    // Nothing came that had not been judged; or fixes have been removed, and what was found in them stays.
    if (vehicle === undefined || rewind === undefined || rewind.stored < rewind.judged) continue;
    if (rewind.stored === rewind.judged && !vehicle.rejudge) continue;
    const { checkpoint = BEGINNING } = rewind;
    bases.set(keyOf(vehicle), { ...checkpoint, fixes: 0 });
  }
  return bases;
}

async function takeFixes(desk: SettlingDesk, cases: readonly VehicleCase[]): Promise<void> {
  let waiting = cases;
  for (let taken = 0; waiting.length > 0 && taken < MAX_FIXES; ) {
    const limit = Math.ceil(FIXES_AT_ONCE / waiting.length);
    const pages = await desk.fixes(
      waiting.map(({ vehicle, time }) => ({ ...vehicle, after: time })),
      limit,
    );
    const full: VehicleCase[] = [];
    for (const [index, one] of waiting.entries()) {
      const fixes = pages[index] ?? [];
      one.take(fixes, fixes.length < limit);
      taken += fixes.length;
      if (fixes.length === limit && one.beyondReach === undefined) full.push(one);
    }
    waiting = full;
  }
}

async function write(desk: SettlingDesk, cases: readonly VehicleCase[], now: number): Promise<Outcome[]> {
  const stored = await desk.findings(cases.map(({ vehicle, from }) => ({ ...vehicle, after: from })));
  const settlements = cases.map((one, index) => one.settlement(stored[index] ?? [], now));
  await desk.write(settlements);
  return cases.map(({ vehicle, time, isComplete, beyondReach, run, recent }, index) => ({
    vehicle,
    time,
    recent,
    silent: settlements[index]?.silent === true,
    isComplete,
    waitingFrom: beyondReach,
    run,
  }));
}
