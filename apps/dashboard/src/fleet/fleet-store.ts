import type { LocationUpdate } from '@waycast/contract';
import { createBell } from './bell.ts';
import { firstGlide, type Glide, nextGlide } from './glide.ts';

/** A vehicle as last heard of. Fields change in place: ten thousand of them are read on every frame. */
export interface Vehicle {
  readonly id: string;
  /** What people call it; its id where nobody has named it. */
  name: string;
  /** Name and id in small letters, for searching. */
  key: string;
  fix: LocationUpdate;
  /** Device time of the fix in epoch milliseconds. */
  time: number;
  glide: Glide;
}

const LISTEN_EVERY_MS = 250;

/** The newest position of every vehicle this page heard of. Bounded by the tenant's vehicles. */
export class FleetStore {
  readonly #byId = new Map<string, Vehicle>();
  readonly #vehicles: Vehicle[] = [];
  readonly #bell = createBell(LISTEN_EVERY_MS);
  readonly #watchers = new Set<() => void>();
  #revision = 0;
  #namings = 0;
  #glidesUntilMs = 0;

  /** How many vehicles there are; they only become more. */
  get size(): number {
    return this.#vehicles.length;
  }

  /** Rises with every change of any vehicle. */
  get revision(): number {
    return this.#revision;
  }

  /** Rises when a vehicle is added or named: an order of names holds until then. */
  get namings(): number {
    return this.#namings;
  }

  /** Page time until which something glides. */
  get glidesUntilMs(): number {
    return this.#glidesUntilMs;
  }

  get(id: string): Vehicle | undefined {
    return this.#byId.get(id);
  }

  /** All vehicles in the order they were first heard of. The same array every time. */
  all(): readonly Vehicle[] {
    return this.#vehicles;
  }

  /** Takes newer fixes; older ones and repetitions change nothing. `nowMs` is the page's clock. */
  apply(updates: readonly LocationUpdate[], nowMs: number): void {
    let taken = false;
    for (const update of updates) taken = this.#take(update, nowMs) || taken;
    if (!taken) return;
    this.#revision += 1;
    this.#bell.ring();
    for (const watcher of this.#watchers) watcher();
  }

  /** Takes names as the server lists them; one that is listed without is called by its id. */
  name(vehicles: readonly { readonly vehicleId: string; readonly name?: string | undefined }[]): void {
    const before = this.#namings;
    for (const { vehicleId, name = vehicleId } of vehicles) {
      const known = this.#byId.get(vehicleId);
      if (known === undefined || known.name === name) continue;
      known.name = name;
      known.key = keyOf(vehicleId, name);
      this.#namings += 1;
    }
    if (this.#namings === before) return;
    this.#revision += 1;
    this.#bell.ring();
    for (const watcher of this.#watchers) watcher();
  }

  /** Called after changes, a few times a second at the most: for what renders. */
  readonly subscribe = this.#bell.subscribe;

  /** Called at once on every change: for what draws frames and merges changes itself. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  #take(update: LocationUpdate, nowMs: number): boolean {
    const time = Date.parse(update.timestamp);
    if (!Number.isFinite(time)) return false;
    const known = this.#byId.get(update.vehicleId);
    if (known === undefined) {
      this.#add(update, time, nowMs);
      return true;
    }
    if (time < known.time) return false;
    // The same fix again may carry a new status: OFFLINE comes with the last one.
    if (time > known.time) known.glide = nextGlide(known.glide, known.time, { ...update, time }, nowMs);
    this.#glidesUntilMs = Math.max(this.#glidesUntilMs, known.glide.endMs);
    known.fix = update;
    known.time = time;
    return true;
  }

  #add(fix: LocationUpdate, time: number, nowMs: number): void {
    const id = fix.vehicleId;
    this.#namings += 1;
    const vehicle = {
      id,
      name: id,
      key: keyOf(id, id),
      fix,
      time,
      glide: firstGlide({ ...fix, time }, nowMs),
    };
    this.#byId.set(id, vehicle);
    this.#vehicles.push(vehicle);
  }
}

function keyOf(id: string, name: string): string {
  return (name === id ? id : `${name} ${id}`).toLowerCase();
}
