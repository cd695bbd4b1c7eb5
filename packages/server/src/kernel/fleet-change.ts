import type { LocationUpdate } from '@waycast/contract';
import type { z } from 'zod';
import { Broadcast, type OutgoingEvent } from './frames.ts';

export type Update = z.infer<typeof LocationUpdate>;

export interface ChangeParts {
  readonly data: Update;
  readonly version: number;
  /** Arrivals in the tenant's fleet before it, this one included. */
  readonly arrival: number;
  /** The arrival at which a snapshot showed this version before it was announced. */
  readonly shownAt: number | undefined;
  /** False while only snapshots know it. */
  readonly announced: boolean;
}

/** A vehicle's position as the fleet's channels share it: its JSON is made once, when a frame needs it first. */
export class Change {
  readonly data: Update;
  readonly version: number;
  readonly arrival: number;
  readonly shownAt: number | undefined;
  readonly announced: boolean;
  #json: Uint8Array | undefined;

  constructor({ data, version, arrival, shownAt, announced }: ChangeParts) {
    this.data = data;
    this.version = version;
    this.arrival = arrival;
    this.shownAt = shownAt;
    this.announced = announced;
  }

  /** In UTF-8. */
  get json(): Uint8Array {
    this.#json ??= Buffer.from(JSON.stringify(this.data));
    return this.#json;
  }
}

/** The newest change of each vehicle. */
export function newestOf(changes: Iterable<Change>): Change[] {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const known = newest.get(change.data.vehicleId);
    if (known === undefined || change.version > known.version) newest.set(change.data.vehicleId, change);
  }
  return [...newest.values()];
}

/** Changes as one frame, put together from the JSON of each. */
export function batchOf(changes: readonly Change[]): Broadcast {
  return new Broadcast(eventOf(changes));
}

export function eventOf(changes: readonly Change[]): OutgoingEvent {
  return {
    event: 'locations:batch',
    topic: 'fleet',
    // Transports that take the JSON do not ask for it.
    get data() {
      return { updates: changes.map(({ data }) => data) };
    },
    json: { field: 'updates', items: changes.map(({ json }) => json) },
  };
}
