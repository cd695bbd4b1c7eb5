import type { LiveEvent, LogPosition } from '../ports/live.ts';
import { type Broadcast, resyncOf } from './frames.ts';
import type { Follower } from './hub.ts';
import type { Outbox } from './outbox.ts';

// The way out of an event, whatever the transport:
//
//   live ──event──▶ hub ──event + shared Broadcast──▶ Follow (one per session and topic) ──▶ outbox ──frames──▶ socket
//                                                     holds during a join,                  joins a turn's frames,
//                                                     drops what was seen                   conflates when congested

/** Log events that may arrive while a join is under way; beyond it the join starts over as not recovered. */
const MAX_HELD = 1000;

/** Epochs before the present one of which a follow knows how far it came. */
const MAX_EARLIER_EPOCHS = 4;

type Phase =
  /** Joining: events wait until the snapshot or replay has gone out. */
  | {
      readonly name: 'holding';
      readonly held: { event: LiveEvent; broadcast: Broadcast }[];
      overflowed: boolean;
    }
  | { readonly name: 'live' };

/** The same for all, so that an event finds it in the cache and not once per follower in memory. */
const LIVE: Phase = { name: 'live' };

/**
 * One session following one topic. It lets each version or offset through once, in rising order, so that what is in
 * a snapshot and in the stream reaches the socket once.
 */
export class Follow implements Follower {
  readonly #key: string;
  readonly #outbox: Outbox;
  #phase: Phase = { name: 'holding', held: [], overflowed: false };
  #seenVersion = Number.NEGATIVE_INFINITY;
  #seenOffset = 0;
  #epoch: string | undefined;
  /** How far it came in earlier epochs; allocated only once there is one. */
  #earlier: Map<string, number> | undefined;
  #shared = false;

  constructor(key: string, outbox: Outbox) {
    this.#key = key;
    this.#outbox = outbox;
  }

  deliver(event: LiveEvent, broadcast: Broadcast): void {
    if (this.#phase.name === 'live') return this.#pass(event, broadcast);
    const { held } = this.#phase;
    // Of a keyed topic only the newest matters.
    if (event.kind === 'keyed') held.length = 0;
    if (held.length < MAX_HELD) held.push({ event, broadcast });
    else this.#phase.overflowed = true;
  }

  /** Whether the join that made it has not released it yet. */
  get joining(): boolean {
    return this.#phase.name === 'holding';
  }

  /** Whether another join of the same topic relies on it. */
  get shared(): boolean {
    return this.#shared;
  }

  /** Another join of the same topic relies on it. */
  share(): void {
    this.#shared = true;
  }

  /** More came during the join than it could hold: what was read before is not complete. */
  get overflowed(): boolean {
    return this.#phase.name === 'holding' && this.#phase.overflowed;
  }

  /** Forgets what was held, before reading afresh. */
  forgetHeld(): void {
    if (this.#phase.name === 'holding') this.#phase = { name: 'holding', held: [], overflowed: false };
  }

  /** Of what was held, these were read too, with other numbers. */
  forgetRenumbered(positions: readonly LogPosition[]): void {
    if (this.#phase.name !== 'holding' || positions.length === 0) return;
    const read = new Set(positions.map(({ epoch, offset }) => `${epoch}-${offset}`));
    const held = this.#phase.held.filter(
      ({ event }) => event.kind !== 'log' || !read.has(`${event.epoch}-${event.offset}`),
    );
    this.#phase = { ...this.#phase, held };
  }

  /** A snapshot of this version is about to be sent; false when the client has had a newer one. */
  takeSnapshot(version: number): boolean {
    if (version < this.#seenVersion) return false;
    this.#seenVersion = version;
    return true;
  }

  /** The client has, or is about to be sent, everything up to this position. */
  sawPosition({ epoch, offset }: LogPosition): void {
    if (epoch !== this.#epoch) this.#enter(epoch);
    this.#seenOffset = offset;
  }

  /** Ends the join: what was held and not yet seen goes out, and from now on everything at once. */
  release(): void {
    if (this.#phase.name === 'live') return;
    const { held, overflowed } = this.#phase;
    // A log with a hole would look complete.
    if (overflowed) return this.#outbox.giveUp();
    this.#phase = LIVE;
    for (const { event, broadcast } of held) this.#pass(event, broadcast);
  }

  #pass(event: LiveEvent, broadcast: Broadcast): void {
    switch (event.kind) {
      case 'keyed':
        if (event.version <= this.#seenVersion) return;
        this.#seenVersion = event.version;
        return this.#outbox.pushKeyed(this.#key, broadcast);
      case 'log':
      case 'gap':
        if (this.#had(event)) return;
        this.sawPosition(event);
        if (event.kind === 'log' && event.was !== undefined && this.#had(event.was)) {
          return this.#renumber(event, event.was);
        }
        return this.#outbox.pushLog(broadcast);
      case 'aside':
        return this.#outbox.pushLog(broadcast);
      default:
        return event satisfies never;
    }
  }

  /** It went out under its earlier number. When it was the last of them, the client learns where it stands now. */
  #renumber(event: Extract<LiveEvent, { kind: 'log' }>, was: LogPosition): void {
    if (this.#earlier?.get(was.epoch) === was.offset) this.#outbox.pushLog(resyncOf(event, true));
  }

  #had({ epoch, offset }: LogPosition): boolean {
    if (epoch === this.#epoch) return offset <= this.#seenOffset;
    return offset <= (this.#earlier?.get(epoch) ?? Number.NEGATIVE_INFINITY);
  }

  /** Another epoch begins, or goes on after an interlude. */
  #enter(epoch: string): void {
    if (this.#epoch !== undefined) {
      this.#earlier ??= new Map();
      this.#earlier.delete(epoch);
      this.#earlier.set(this.#epoch, this.#seenOffset);
      const [oldest] = this.#earlier.keys();
      if (this.#earlier.size > MAX_EARLIER_EPOCHS && oldest !== undefined) this.#earlier.delete(oldest);
    }
    this.#epoch = epoch;
  }
}
