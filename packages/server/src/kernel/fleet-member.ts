import { FleetBacklog } from './fleet-backlog.ts';
import { batchOf, type Change, newestOf } from './fleet-change.ts';
import type { Broadcast } from './frames.ts';
import type { Outbox } from './outbox.ts';

/** Positions in one frame at the most; a larger snapshot leaves as several. */
const MAX_UPDATES_PER_FRAME = 1000;

/** A session in a channel of its tenant's fleet. It gets each version of a vehicle once, in rising order. */
export class FleetMember {
  readonly #outbox: Outbox;
  /** While it joins: what came meanwhile, by vehicle. */
  #held: Map<string, Change> | undefined = new Map();
  /** Arrivals until its snapshot was read, and until it was released. */
  #readAt = 0;
  #releasedAt = 0;
  #backlogs: FleetBacklog[] = [];
  #backlogCount = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get joining(): boolean {
    return this.#held !== undefined;
  }

  /** Its snapshot has been read when so many changes had arrived. */
  readSnapshot(arrivals: number): void {
    this.#readAt = arrivals;
  }

  /** Ends the join: sends the snapshot and what came since, `due` included, which is on its way to the others. */
  release(snapshot: readonly Change[], due: Iterable<Change>, arrivals: number): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#releasedAt = arrivals;
    // The session may have had something newer than the snapshot through an earlier view of the fleet.
    const newest = newestOf([...snapshot, ...held.values(), ...due]);
    for (let at = 0; at < newest.length; at += MAX_UPDATES_PER_FRAME) {
      const some = newest.slice(at, at + MAX_UPDATES_PER_FRAME);
      this.#send(some, batchOf(some));
    }
  }

  /**
   * The changes of a tick, the first of which was number `first`. `shared` is their frame; `shown` says whether some
   * may be known from a snapshot.
   */
  take(
    changes: readonly Change[],
    shared: Broadcast,
    { first, shown }: { first: number; shown: boolean },
  ): void {
    if (this.#held !== undefined) {
      for (const change of changes) this.#held.set(change.data.vehicleId, change);
    } else if (first > this.#releasedAt && !shown) this.#send(changes, shared);
    else {
      const unknown = changes.filter((change) => !this.#knows(change));
      if (unknown.length === changes.length) this.#send(changes, shared);
      else if (unknown.length > 0) this.#send(unknown, batchOf(unknown));
    }
  }

  #knows({ arrival, shownAt }: Change): boolean {
    return arrival <= this.#releasedAt || (shownAt !== undefined && shownAt <= this.#readAt);
  }

  #send(changes: readonly Change[], frame: Broadcast): void {
    if (this.#outbox.congested) this.#miss(changes);
    else this.#outbox.pushKeyed('fleet', frame);
  }

  /** Each vehicle's newest change waits in one backlog; those of large fleets make several. */
  #miss(changes: readonly Change[]): void {
    this.#backlogs = this.#backlogs.filter(({ taken }) => !taken);
    const touched = new Set<FleetBacklog>();
    for (const change of changes) {
      const backlog = this.#backlogFor(change.data.vehicleId);
      backlog.add(change);
      touched.add(backlog);
    }
    for (const backlog of touched) {
      // One that is pushed may find the socket free again, and all that waits goes out with it.
      if (!backlog.taken) this.#outbox.pushKeyed(backlog.key, backlog);
    }
  }

  #backlogFor(vehicleId: string): FleetBacklog {
    const backlog =
      this.#backlogs.find((one) => one.has(vehicleId)) ??
      this.#backlogs.find((one) => one.vehicles < MAX_UPDATES_PER_FRAME);
    if (backlog !== undefined) return backlog;
    const another = new FleetBacklog(`fleet ${this.#backlogCount++}`);
    this.#backlogs.push(another);
    return another;
  }
}
