import type { Fix } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Outcome } from './settle-vehicles.ts';
import type { VehicleSetting } from './stage.ts';
import { RECENT_TIMES } from './vehicle-case.ts';
import type { VehicleRun } from './vehicle-run.ts';

/** Some kilobytes each. */
const MAX_REMEMBERED = 10_000;
const MAX_RECENT = 2 * RECENT_TIMES;

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
  readonly #vehicles = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  get(key: string): Remembered | undefined {
    return this.#vehicles.get(key);
  }

  forget(key: string): void {
    this.#vehicles.delete(key);
  }

  settled(key: string, { run, time, silent, isComplete, recent }: Outcome): void {
    const before = this.#vehicles.get(key)?.recent ?? [];
    if (isComplete) {
      const times = [...before, ...recent].slice(-MAX_RECENT);
      this.#vehicles.set(key, { run, time, settledAt: time, silent, recent: times });
    } else {
      this.#vehicles.delete(key);
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
  if (known.recent.length > MAX_RECENT) known.recent = known.recent.slice(-RECENT_TIMES);
  known.run.ended();
  return known.run.tookNotice();
}
