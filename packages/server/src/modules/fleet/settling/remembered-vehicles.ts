import type { Fix } from '@waycast/contract';
import type { Outcome } from './settle-vehicles.ts';
import type { VehicleSetting } from './stage.ts';
import { RECENT_TIMES } from './vehicle-case.ts';
import type { VehicleRun } from './vehicle-run.ts';

/** Some kilobytes each. */
const MAX_REMEMBERED = 10_000;

/** A vehicle as this server has followed it since it was last settled. */
export interface Remembered {
  readonly run: VehicleRun;
  time: number;
  readonly settledAt: number;
  readonly silent: boolean;
  recent: number[];
}

/** The vehicles heard of most recently; of others the last checkpoint tells. */
export class RememberedVehicles {
  readonly #vehicles = new Map<string, Remembered>();

  get(key: string): Remembered | undefined {
    const known = this.#vehicles.get(key);
    if (known === undefined) return undefined;
    this.#vehicles.delete(key);
    this.#vehicles.set(key, known);
    return known;
  }

  forget(key: string): void {
    this.#vehicles.delete(key);
  }

  settled(key: string, { run, time, silent, isComplete, recent }: Outcome): void {
    const before = this.#vehicles.get(key)?.recent ?? [];
    this.#vehicles.delete(key);
    if (!isComplete) return;
    this.#vehicles.set(key, { run, time, settledAt: time, silent, recent: [...before, ...recent] });
    for (const oldest of this.#vehicles.keys()) {
      if (this.#vehicles.size <= MAX_REMEMBERED) return;
      this.#vehicles.delete(oldest);
    }
  }
}

/** Whether a fix that was stored has not been judged, though later ones have. */
export function isLate({ time, recent }: Remembered, told: number): boolean {
  return told <= time && !recent.includes(told);
}

/** The vehicle's next fixes, judged in memory only. Returns whether there is something to be settled. */
export function follow(known: Remembered, fixes: readonly Fix[], setting: VehicleSetting): boolean {
  for (const fix of fixes) {
    known.run.take(fix, setting);
    known.time = fix.time;
    known.recent.push(fix.time);
  }
  if (known.recent.length > 2 * RECENT_TIMES) known.recent = known.recent.slice(-RECENT_TIMES);
  known.run.ended();
  return known.run.tookNotice();
}
