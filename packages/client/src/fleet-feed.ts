import type { BoundingBox, CommandAck, LocationUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { boxAround, boxContains } from './box.ts';
import type { FleetOptions, FleetSubscription } from './connection.ts';
import { asPromised, type Incoming } from './frame.ts';
import { Joiner } from './joiner.ts';
import { tell } from './listeners.ts';
import { type Feed, leave, type Wire } from './wire.ts';

type FleetListener = (updates: LocationUpdate[]) => void;

interface Watcher {
  bbox: BoundingBox | undefined;
  readonly tickMs: number | undefined;
  readonly listener: FleetListener;
  readonly onError: (error: WaycastError) => void;
  /** Newest timestamp given to this watcher by vehicle: as many entries as the tenant has vehicles. */
  readonly delivered: Map<string, string>;
  /** Vehicles last seen in the box: one that leaves it is given once more, so that it can be seen to go. */
  readonly inside: Set<string>;
}

/**
 * All fleet watchers of a connection. The server knows one box per socket, so it is asked for the box around all of
 * them, and each watcher gets what lies in its own.
 */
export class FleetFeed implements Feed {
  readonly #wire: Wire;
  readonly #watchers = new Set<Watcher>();
  #joiner: Joiner<CommandAck<'track:fleet'>>;
  #asking = false;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#joiner = this.#newJoiner();
  }

  track({ bbox, tickMs, onError }: FleetOptions, listener: FleetListener): FleetSubscription {
    const watcher: Watcher = {
      bbox,
      tickMs,
      listener,
      onError: onError ?? (() => undefined),
      delivered: new Map(),
      inside: new Set(),
    };
    if (this.#joiner.closed) this.#joiner = this.#newJoiner();
    this.#watchers.add(watcher);
    this.#ask();
    const watchers = this.#watchers;
    return {
      get closed() {
        return !watchers.has(watcher);
      },
      setBox: (box) => {
        watcher.bbox = box;
        if (watchers.has(watcher)) this.#ask();
      },
      close: () => {
        if (watchers.delete(watcher)) this.#ask();
      },
    };
  }

  /** A `locations:batch` came. */
  receive(payload: Incoming['payload']): void {
    const updates = Array.isArray(payload.updates) ? asPromised<LocationUpdate[]>(payload.updates) : [];
    for (const watcher of [...this.#watchers]) {
      const fresh = updates.filter((update) => isFor(watcher, update));
      if (fresh.length > 0) tell(watcher.listener, fresh);
    }
  }

  restore(): void {
    if (this.#watchers.size > 0) this.#joiner.join();
  }

  suspend(): void {
    this.#joiner.suspend();
  }

  /** Says what is wanted now, once for all changes made in the same turn: a map that is dragged changes often. */
  #ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    queueMicrotask(() => {
      this.#asking = false;
      if (!this.#wire.open) return;
      if (this.#watchers.size > 0) return this.#joiner.join();
      this.#joiner.suspend();
      leave(this.#wire.inTurn('fleet', 'untrack:fleet'));
    });
  }

  #newJoiner(): Joiner<CommandAck<'track:fleet'>> {
    return new Joiner({
      send: () => this.#wire.inTurn('fleet', 'track:fleet', this.#wanted()),
      // The first batch follows by itself.
      joined: () => undefined,
      refused: (error) => this.#refused(error),
      delayMs: (failures) => this.#wire.delayMs(failures),
    });
  }

  #wanted(): { bbox?: BoundingBox; tickMs?: number } {
    const watchers = [...this.#watchers];
    const bbox = boxAround(watchers.map((watcher) => watcher.bbox));
    const ticks = watchers.map((watcher) => watcher.tickMs).filter((tickMs) => tickMs !== undefined);
    return {
      ...(bbox === undefined ? {} : { bbox }),
      ...(ticks.length === 0 ? {} : { tickMs: Math.min(...ticks) }),
    };
  }

  #refused(error: WaycastError): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const { onError } of watchers) tell(onError, error);
  }
}

function isFor(watcher: Watcher, update: LocationUpdate): boolean {
  const { vehicleId, timestamp } = update;
  const last = watcher.delivered.get(vehicleId);
  if (last !== undefined && timestamp < last) return false;
  if (isInBox(watcher, update)) watcher.inside.add(vehicleId);
  else if (!watcher.inside.delete(vehicleId)) return false;
  watcher.delivered.set(vehicleId, timestamp);
  return true;
}

function isInBox({ bbox }: Watcher, { latitude, longitude }: LocationUpdate): boolean {
  return bbox === undefined || boxContains(bbox, latitude, longitude);
}
