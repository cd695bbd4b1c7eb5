import type { LocationUpdate } from '@waycast/contract';
import { firstGlide, type Glide, nextGlide } from './glide.ts';

/** A vehicle as last heard of. Fields change in place: ten thousand of them are read on every frame. */
export interface Vehicle {
  readonly id: string;
  /** Lower-case id, for searching. */
  readonly key: string;
  fix: LocationUpdate;
  /** Device time of the fix in epoch milliseconds. */
  time: number;
  glide: Glide;
}

/** The newest position of every vehicle this page heard of. Bounded by the tenant's vehicles. */
export interface FleetStore {
  readonly size: number;
  /** Rises with every change of any vehicle; the map looks at it on each frame. */
  readonly revision: number;
  /** Rises when a vehicle is added. */
  readonly membership: number;
  /** Page time until which something glides. */
  readonly glidesUntilMs: number;
  get(id: string): Vehicle | undefined;
  all(): readonly Vehicle[];
  /** Takes newer fixes; older ones and repetitions change nothing. `nowMs` is the page's clock. */
  apply(updates: readonly LocationUpdate[], nowMs: number): void;
  clear(): void;
  /** Called after changes, at most once per `LISTEN_EVERY_MS`. */
  subscribe(listener: () => void): () => void;
  /** Called at once on every change: for what draws frames and merges changes itself. */
  watch(listener: () => void): () => void;
}

const LISTEN_EVERY_MS = 250;

export function createFleetStore(): FleetStore {
  const byId = new Map<string, Vehicle>();
  let vehicles: Vehicle[] = [];
  let revision = 0;
  let membership = 0;
  let glidesUntilMs = 0;
  const bell = createBell(LISTEN_EVERY_MS);
  const watchers = new Set<() => void>();

  function take(update: LocationUpdate, nowMs: number): boolean {
    const time = Date.parse(update.timestamp);
    if (!Number.isFinite(time)) return false;
    const known = byId.get(update.vehicleId);
    if (known === undefined) {
      add({ id: update.vehicleId, key: update.vehicleId.toLowerCase(), fix: update, time, glide: firstGlide({ ...update, time }, nowMs) });
      return true;
    }
    if (time < known.time) return false;
    // The same fix again may carry a new status: OFFLINE comes with the last one.
    if (time > known.time) known.glide = nextGlide(known.glide, known.time, { ...update, time }, nowMs);
    glidesUntilMs = Math.max(glidesUntilMs, known.glide.endMs);
    known.fix = update;
    known.time = time;
    return true;
  }

  function add(vehicle: Vehicle): void {
    byId.set(vehicle.id, vehicle);
    vehicles.push(vehicle);
    membership += 1;
  }

  function changed(): void {
    revision += 1;
    bell.ring();
    for (const watcher of watchers) watcher();
  }

  return {
    get size() {
      return byId.size;
    },
    get revision() {
      return revision;
    },
    get membership() {
      return membership;
    },
    get glidesUntilMs() {
      return glidesUntilMs;
    },
    get: (id) => byId.get(id),
    all: () => vehicles,
    apply(updates, nowMs) {
      let taken = false;
      for (const update of updates) taken = take(update, nowMs) || taken;
      if (taken) changed();
    },
    clear() {
      byId.clear();
      vehicles = [];
      membership += 1;
      changed();
    },
    subscribe: bell.subscribe,
    watch(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

/** Tells listeners soon after a change, but not for every one of a thousand changes a second. */
function createBell(everyMs: number): { ring(): void; subscribe(listener: () => void): () => void } {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sound = (): void => {
    timer = undefined;
    for (const listener of listeners) listener();
  };
  return {
    ring() {
      if (listeners.size > 0) timer ??= setTimeout(sound, everyMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
