import type { Fix } from '@waycast/contract';
import type { VehicleSetting } from './modules/fleet/settling/stage.ts';
import type { StartStage } from './modules/fleet/settling/stage-run.ts';
import { VehicleCase } from './modules/fleet/settling/vehicle-case.ts';
import { NO_FENCES } from './ports/fences.ts';
import { NO_TRIPS } from './ports/vehicle-trips.ts';

/** A point of the vehicle's time from which it can be judged again; the state as a database would keep it. */
interface Kept {
  readonly time: number;
  readonly state: string;
}

const NOTHING: Kept = { time: 0, state: 'null' };

/** Fixes, checkpoints and state of one vehicle in memory, settled as the database's are: for measurements. */
export class VehicleKeeper {
  readonly #stages: readonly StartStage[];
  readonly #fixes: Fix[] = [];
  readonly #times = new Set<number>();
  #settled = NOTHING;
  #checkpoints: Kept[] = [];

  constructor(stages: readonly StartStage[]) {
    this.#stages = stages;
  }

  /** The same vehicle after its server was killed: of what it knew only what a database holds, plain JSON. */
  restarted(): VehicleKeeper {
    const stored = JSON.stringify([this.#fixes, this.#settled, this.#checkpoints]);
    const next = new VehicleKeeper(this.#stages);
    const [fixes, settled, checkpoints]: [Fix[], Kept, Kept[]] = JSON.parse(stored);
    for (const fix of fixes) {
      next.#fixes.push(fix);
      next.#times.add(fix.time);
    }
    next.#settled = settled;
    next.#checkpoints = checkpoints;
    return next;
  }

  /** Device time up to which it has judged. */
  get time(): number {
    return this.#settled.time;
  }

  /** Stores what is new, and judges from before the earliest of it. */
  deliver(fixes: readonly Fix[]): void {
    const added = fixes.filter(({ time }) => {
      const isNew = !this.#times.has(time);
      this.#times.add(time);
      return isNew;
    });
    const [first] = added.sort((a, b) => a.time - b.time);
    if (first === undefined) return;
    for (const fix of added) this.#fixes.push(fix);
    this.#fixes.sort((a, b) => a.time - b.time);
    this.#settle(first.time);
  }

  /** A stage's state, as far as the fixes are judged. */
  stageState(name: string): unknown {
    return stageOf(this.#settled.state, name);
  }

  /** The same after nothing has come for so long that the judge holds nothing back. */
  finished(name: string): unknown {
    const one = this.#caseFrom(this.#settled, undefined);
    one.run.fallSilent(this.#settled.time, SETTING);
    return stageOf(JSON.stringify(one.run.state()), name);
  }

  #settle(first: number): void {
    const isLate = first <= this.#settled.time;
    const from = isLate ? (this.#checkpoints.findLast(({ time }) => time < first) ?? NOTHING) : this.#settled;
    const one = this.#caseFrom(from, isLate ? from.time : undefined);
    one.take(
      this.#fixes.filter(({ time }) => time > from.time),
      true,
    );
    const { settled, checkpoints } = one.settlement([], one.time);
    if (isLate) this.#checkpoints = this.#checkpoints.filter(({ time }) => time <= from.time);
    this.#checkpoints.push(...checkpoints.map(kept));
    this.#settled = kept(settled);
  }

  #caseFrom({ time, state }: Kept, rewoundTo: number | undefined): VehicleCase {
    return new VehicleCase(this.#stages, SETTING, { time, fixes: 0, state: JSON.parse(state) }, rewoundTo);
  }
}

const SETTING: VehicleSetting = {
  tenant: 'default',
  vehicleId: 'vehicle',
  speedLimitMps: null,
  fences: NO_FENCES,
  trips: NO_TRIPS,
};

function kept({ time, state }: { readonly time: number; readonly state: unknown }): Kept {
  return { time, state: JSON.stringify(state) };
}

function stageOf(state: string, name: string): unknown {
  const { stages } = JSON.parse(state) as { stages: Record<string, unknown> };
  return stages[name];
}
