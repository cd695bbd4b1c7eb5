import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { Log } from '../../../ports/log.ts';
import { type Demand, keyOf } from './settle-vehicles.ts';

const MAX_QUEUED = 50_000;
/** Fixes of one vehicle that are told while it waits; one with more is settled. */
const MAX_TOLD = 32;

export interface Queued extends VehicleOfTenant {
  /** Device times of the fixes told. */
  told: number[];
  /** To be settled whatever memory says. */
  settle: boolean;
  rejudge: boolean;
  waitingFrom: number | undefined;
}

/** Vehicles that wait to be judged, each once, in the order in which they were first heard of. */
export class SettlingQueue {
  readonly #log: Log;
  readonly #vehicles = new Map<string, Queued>();
  #toldFull = false;

  constructor(log: Log) {
    this.#log = log;
  }

  get size(): number {
    return this.#vehicles.size;
  }

  /** A fix of that device time was stored. */
  stored(vehicle: VehicleOfTenant, time: number): void {
    this.#enqueue(vehicle, time);
  }

  demand({ tenant, vehicleId, lateFrom, rejudge, waitingFrom }: Demand): void {
    const queued = this.#enqueue({ tenant, vehicleId }, lateFrom);
    if (queued === undefined) return;
    queued.settle = true;
    queued.rejudge ||= rejudge === true;
    queued.waitingFrom = earlier(queued.waitingFrom, waitingFrom);
  }

  take(count: number): Queued[] {
    const batch: Queued[] = [];
    for (const [key, queued] of this.#vehicles) {
      if (batch.length === count) break;
      batch.push(queued);
      this.#vehicles.delete(key);
    }
    return batch;
  }

  #enqueue(vehicle: VehicleOfTenant, time: number | undefined): Queued | undefined {
    const key = keyOf(vehicle);
    let queued = this.#vehicles.get(key);
    if (queued === undefined) {
      if (this.#isFull()) return undefined;
      queued = { ...vehicle, told: [], settle: false, rejudge: false, waitingFrom: undefined };
      this.#vehicles.set(key, queued);
    }
    if (time === undefined) return queued;
    if (queued.told.length < MAX_TOLD) {
      queued.told.push(time);
    } else {
      queued.told[0] = Math.min(time, queued.told[0] ?? time);
      queued.settle = true;
    }
    return queued;
  }

  #isFull(): boolean {
    const isFull = this.#vehicles.size >= MAX_QUEUED;
    if (isFull && !this.#toldFull)
      this.#log.warn({ vehicles: MAX_QUEUED }, 'too many vehicles wait to be settled');
    this.#toldFull = isFull;
    return isFull;
  }
}

export function demandOf({ tenant, vehicleId, told, rejudge, waitingFrom }: Queued): Demand {
  return {
    tenant,
    vehicleId,
    waitingFrom,
    ...(told.length === 0 ? {} : { lateFrom: Math.min(...told) }),
    ...(rejudge ? { rejudge } : {}),
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
