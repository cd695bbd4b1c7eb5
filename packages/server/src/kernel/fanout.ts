import type { LiveEvent, LogPosition } from '../ports/live.ts';
import type { Broadcast } from './frames.ts';
import type { Follower } from './hub.ts';
import type { Outbox } from './outbox.ts';

// The way out of an event, whatever the transport:
//
//   live ──event──▶ hub ──event + shared Broadcast──▶ Follow (one per session and topic) ──▶ outbox ──frames──▶ socket
//                                                     holds during a join,                  joins a turn's frames,
//                                                     drops what was seen                   conflates when congested

/** Log events that may arrive while a join is under way; beyond it the join starts over as not recovered. */
const MAX_HELD = 1000;

type Phase =
  /** Joining: events wait until the snapshot or replay has gone out. */
  | {
      readonly name: 'holding';
      readonly held: { event: LiveEvent; broadcast: Broadcast }[];
      overflowed: boolean;
    }
  | { readonly name: 'live' };

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

  /** A snapshot of this version is about to be sent; false when the client has had a newer one. */
  takeSnapshot(version: number): boolean {
    if (version < this.#seenVersion) return false;
    this.#seenVersion = version;
    return true;
  }

  /** The client has, or is about to be sent, everything up to this position. */
  sawPosition(position: LogPosition): void {
    this.#epoch = position.epoch;
    this.#seenOffset = position.offset;
  }

  /** Ends the join: what was held and not yet seen goes out, and from now on everything at once. */
  release(): void {
    if (this.#phase.name === 'live') return;
    const { held, overflowed } = this.#phase;
    // A log with a hole would look complete.
    if (overflowed) return this.#outbox.giveUp();
    this.#phase = { name: 'live' };
    for (const { event, broadcast } of held) this.#pass(event, broadcast);
  }

  #pass(event: LiveEvent, broadcast: Broadcast): void {
    if (event.kind === 'keyed') {
      if (event.version <= this.#seenVersion) return;
      this.#seenVersion = event.version;
      this.#outbox.pushKeyed(this.#key, broadcast);
      return;
    }
    if (event.epoch === this.#epoch && event.offset <= this.#seenOffset) return;
    this.#epoch = event.epoch;
    this.#seenOffset = event.offset;
    this.#outbox.pushLog(broadcast);
  }
}
