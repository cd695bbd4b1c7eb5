import { setImmediate as nextTurn } from 'node:timers/promises';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { TenantFix, VehicleOfTenant } from '../../../ports/history.ts';
import type { Log } from '../../../ports/log.ts';
import { Rests } from '../../../ports/rests.ts';
import type { FixesOf } from '../../../ports/settlements.ts';
import { follow, isLate, type Remembered, RememberedVehicles } from './remembered-vehicles.ts';
import { type Demand, keyOf, type Outcome, type SettlingParts, settleVehicles } from './settle-vehicles.ts';
import { demandOf, type Queued, SettlingQueue } from './settling-queue.ts';
import { SILENCE_MS, type Stage, type VehicleSetting } from './stage.ts';
import type { VehicleRun } from './vehicle-run.ts';

/*
 *     stored ──▶ queue of vehicles ──▶ pass: one query for all their new fixes, judged in memory
 *                                        │ nothing found                       │ something found, or late,
 *                                        ▼                                     ▼ or not settled for a while
 *                                      done                              settled, in one transaction
 *
 * What is queued are vehicles, so that a flood of fixes makes the queue no longer than the fleet. A pass begins when
 * the one before it ended, and four times as long has passed as it took: the database is there for storing fixes first.
 * A tenth of a second has passed in any case, or each of many vehicles that report in turn would have a pass of its own.
 * It takes as many vehicles as are done in a moment, for an embedded database stores nothing meanwhile.
 */

export interface SettlerParts extends SettlingParts {
  readonly log: Log;
  /** Vehicles whose fixes have just been judged, in memory or settled: what their stages know now. May not throw. */
  readonly onJudged?: (vehicles: readonly JudgedVehicle[]) => void;
}

export interface JudgedVehicle extends VehicleOfTenant {
  /** Of the stage that it began with; undefined: it did not. */
  readonly stateOf: <S>(stage: Stage<S>) => S | undefined;
}

const VEHICLES_PER_PASS = { least: 5, most: 50 };
/** A pass that takes longer is followed by one of half as many vehicles. */
const PASS_MS = 40;
const VEHICLES_PER_SETTLEMENT = 25;
/** Fixes of one vehicle in a pass; one with more is settled. */
const MAX_FIXES_PER_PASS = 40;
/** Device time after which a vehicle is settled though nothing was found: reports of today are as old as this. */
const SETTLE_AFTER_MS = 300_000;
const RETRY_MS = 1000;
/** Times as long as a pass took, but no longer than `MAX_REST_MS`. */
const REST = 4;
const MAX_REST_MS = 5000;
const LEAST_REST_MS = 100;
const VEHICLES_PER_SWEEP = 2000;

/** Keeps findings up with the fixes that are stored. */
export class Settler {
  readonly #parts: SettlerParts;
  readonly #remembered = new RememberedVehicles();
  readonly #queue: SettlingQueue;
  #running: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  readonly #rests: Rests;
  #closed = false;
  #vehiclesPerPass = VEHICLES_PER_PASS.least;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
    this.#queue = new SettlingQueue(parts.log);
    this.#rests = new Rests(parts.clock);
  }

  /** These were stored, perhaps again. Only queues their vehicles. */
  stored(fixes: readonly TenantFix[]): void {
    for (const { tenant, fix } of fixes)
      if (fix.future !== true) this.#queue.stored({ tenant, vehicleId: fix.vehicleId }, fix.time);
    this.#wake();
  }

  /** Settles vehicles, judging again what lies after `lateFrom` when more is stored of that time than was judged. */
  demand(demands: readonly Demand[]): void {
    for (const demand of demands) this.#queue.demand(demand);
    this.#wake();
  }

  /** Settles vehicles now, past the queue; each may be named once. Rejects with `unavailable` when not all are. */
  async settle(demands: readonly Demand[]): Promise<void> {
    for (let at = 0; at < demands.length; at += VEHICLES_PER_SETTLEMENT)
      await this.#settle(demands.slice(at, at + VEHICLES_PER_SETTLEMENT));
  }

  /** Settles the vehicles that fell silent, on whichever server they were heard. */
  async sweepSilent(): Promise<void> {
    const { settlements, clock } = this.#parts;
    this.demand(await settlements.silentSince(clock.now() - SILENCE_MS, VEHICLES_PER_SWEEP));
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) {
      this.#rests.end();
      await this.#running;
    }
  }

  /** Ends after the pass that is under way. What waits is found in history by whoever starts next. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#rests.close();
    await this.#running;
  }

  #wake(): void {
    if (this.#closed || this.#queue.size === 0 || this.#cancelRetry !== undefined) return;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await nextTurn();
    while (this.#queue.size > 0 && !this.#closed && this.#cancelRetry === undefined) {
      const batch = this.#queue.take(this.#vehiclesPerPass);
      const begun = this.#parts.clock.now();
      try {
        await this.#pass(batch);
      } catch (error) {
        this.#later(batch, error);
      }
      const tookMs = this.#parts.clock.now() - begun;
      this.#vehiclesPerPass = nextSize(this.#vehiclesPerPass, tookMs);
      await this.#rests.take(Math.min(MAX_REST_MS, Math.max(LEAST_REST_MS, REST * tookMs)));
      await nextTurn();
    }
    this.#running = undefined;
  }

  async #pass(batch: readonly Queued[]): Promise<void> {
    const demands: Demand[] = [];
    const followed: { readonly queued: Queued; readonly known: Remembered }[] = [];
    for (const queued of batch) {
      const known = this.#remembered.get(keyOf(queued));
      if (known === undefined || known.silent || queued.settle) demands.push(demandOf(queued));
      else if (queued.told.some((time) => isLate(known, time))) demands.push(demandOf(queued));
      else followed.push({ queued, known });
    }
    demands.push(...(await this.#follow(followed)));
    await this.settle(demands);
  }

  /** Judges new fixes in memory, and returns the vehicles that are to be settled. */
  async #follow(followed: readonly { queued: Queued; known: Remembered }[]): Promise<Demand[]> {
    if (followed.length === 0) return [];
    const demands: Demand[] = [];
    const judged: JudgedVehicle[] = [];
    const asked = followed.map(({ queued: { tenant, vehicleId }, known }) => ({
      tenant,
      vehicleId,
      after: known.time,
      at: known.time,
    }));
    const [settings, since] = await Promise.all([
      this.#parts.settingsOf(asked),
      this.#parts.settlements.fixesSince(asked, MAX_FIXES_PER_PASS),
    ]);
    for (const [index, { queued, known }] of followed.entries()) {
      const [setting, news] = [settings[index], since[index]];
      if (setting === undefined || news === undefined) continue;
      const { fixes, settledTo } = news;
      if (!isInReach(setting, known, fixes)) {
        demands.push({ ...demandOf(queued), waitingFrom: fixes[0]?.time });
        continue;
      }
      const found = follow(known, fixes, setting);
      if (fixes.length > 0) judged.push(judgedOf(queued, known.run));
      const isOld = known.time - known.settledAt >= SETTLE_AFTER_MS;
      // Another server has settled past a fix that was stored here, and may not have seen it.
      const isPassed =
        settledTo !== undefined && settledTo > known.settledAt && settledTo >= Math.min(...queued.told);
      if (found || isOld || isPassed || fixes.length === MAX_FIXES_PER_PASS) demands.push(demandOf(queued));
    }
    this.#parts.onJudged?.(judged);
    return demands;
  }

  async #settle(demands: readonly Demand[]): Promise<void> {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await settleVehicles(this.#parts, demands);
    } catch (error) {
      for (const demand of demands) this.#remembered.forget(keyOf(demand));
      if (isUnavailable(error)) throw error;
      if (demands.length > 1) {
        // Find the one that cannot be settled, and let the others through.
        for (const demand of demands) await this.#settle([demand]);
        return;
      }
      this.#parts.log.error({ err: error, vehicle: demands[0] }, 'a vehicle cannot be settled');
      return;
    }
    for (const outcome of outcomes) {
      this.#remembered.settled(keyOf(outcome.vehicle), outcome);
      if (!outcome.isComplete) this.demand([{ ...outcome.vehicle, waitingFrom: outcome.waitingFrom }]);
    }
    this.#parts.onJudged?.(outcomes.map(({ vehicle, run }) => judgedOf(vehicle, run)));
  }

  #later(batch: readonly Queued[], error: unknown): void {
    if (!isUnavailable(error)) {
      this.#parts.log.error({ err: error }, 'could not settle vehicles');
      return;
    }
    if (this.#closed) return;
    this.#cancelRetry = this.#parts.clock.after(error.retryAfterMs ?? RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#wake();
    });
    this.demand(batch.map(demandOf));
  }
}

/** Vehicles for the next pass after one of `size` that took so long. */
function nextSize(size: number, tookMs: number): number {
  if (tookMs > PASS_MS) return Math.max(VEHICLES_PER_PASS.least, size >> 1);
  return tookMs * 2 < PASS_MS ? Math.min(VEHICLES_PER_PASS.most, size * 2) : size;
}

function judgedOf({ tenant, vehicleId }: VehicleOfTenant, run: VehicleRun): JudgedVehicle {
  return { tenant, vehicleId, stateOf: (stage) => run.stateOf(stage) };
}

function isInReach({ trips }: VehicleSetting, { time }: Remembered, fixes: FixesOf): boolean {
  const last = fixes.at(-1);
  return last === undefined || (time >= trips.from && last.time < trips.until);
}
