import { type Change, newestOf } from './fleet-change.ts';
import type { FleetMember } from './fleet-member.ts';
import type { FleetTicks } from './fleet-ticks.ts';
import type { TickBatches } from './tick-batches.ts';

const LEAST_ROOM = 64;

/** Sessions that look at the same box of a fleet at the same tick, or at all of it: they share what changed. */
export class FleetChannel<Vehicle = unknown> {
  readonly members = new Set<FleetMember>();
  /** The vehicles that it shows. One that leaves is sent once more, so that clients see it go. */
  readonly inView = new Set<Vehicle>();
  /** Tells one comparison of views from the next. */
  mark = 0;
  readonly #tickMs: number;
  readonly #ticks: FleetTicks;
  /** What goes out with the next tick, in order of arrival. */
  #due: Change[] = [];
  #first = 0;
  /** Whether a vehicle may be due more than once. */
  #repeated = false;
  /** Beyond so many, what newer changes replace is let go before the tick. */
  #room = LEAST_ROOM;
  /** Whether some of it may be known from a snapshot. */
  #shown = false;

  constructor(tickMs: number, ticks: FleetTicks) {
    this.#tickMs = tickMs;
    this.#ticks = ticks;
  }

  /**
   * A vehicle in view has changed: it goes out with the next tick, or a newer change of it does. `before` is the arrival
   * of its previous change.
   */
  changed(change: Change, before: number): void {
    if (this.#due.length === 0) {
      this.#first = change.arrival;
      this.#ticks.request(this.#tickMs, this);
    } else if (before >= this.#first) this.#repeated = true;
    this.#due.push(change);
    if (change.shownAt !== undefined) this.#shown = true;
    if (this.#due.length > this.#room) this.#makeRoom();
  }

  release(member: FleetMember, snapshot: readonly Change[], arrivals: number): void {
    if (this.members.has(member)) member.release(snapshot, this.#due, arrivals);
  }

  tick(batches: TickBatches): void {
    if (this.#due.length === 0) return;
    const changes = this.#repeated ? newestOf(this.#due) : this.#due;
    const origin = { first: this.#first, shown: this.#shown };
    this.close();
    const shared = batches.of(changes);
    for (const member of this.members) member.take(changes, shared, origin);
  }

  close(): void {
    this.#due = [];
    this.#repeated = false;
    this.#shown = false;
    this.#room = LEAST_ROOM;
  }

  #makeRoom(): void {
    if (this.#repeated) this.#due = newestOf(this.#due);
    this.#room = 2 * this.#due.length + LEAST_ROOM;
  }
}
