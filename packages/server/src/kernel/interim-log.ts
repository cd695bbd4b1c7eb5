import type { Topic } from '@waycast/contract';
import type { LiveEvent, LogPosition } from '../ports/live.ts';

/** An event, and what is known of it in the shared log. */
export interface Appended {
  readonly event: string;
  readonly data: object;
  /** The shared log may have it already. */
  readonly unsure: boolean;
  /** Where it is, or turned out to be. */
  sharedAs?: LogPosition;
}

/** An event with a number of its own, until followers get it from the shared log. */
export interface Kept extends Appended {
  readonly was: LogPosition;
  /** Up to where followers had the shared log when it went out. */
  readonly base: LogPosition | undefined;
}

/** The events of a topic from when the shared live went away until all are handed over. */
export class InterimLog {
  readonly #topic: Topic;
  readonly #epoch: string;
  /** Where the shared log stood for followers here. */
  readonly #base: LogPosition | undefined;
  readonly #kept: Kept[] = [];
  #offset = 0;
  #unbroken = true;
  #handedOver = 0;

  constructor(topic: Topic, epoch: string, base: LogPosition | undefined) {
    this.#topic = topic;
    this.#epoch = epoch;
    this.#base = base;
  }

  get position(): LogPosition {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  /** Events to be handed over. */
  get waiting(): number {
    return this.#kept.length - this.#handedOver;
  }

  /** The first to be handed over. */
  get next(): Kept | undefined {
    return this.#kept[this.#handedOver];
  }

  /** Takes an event and gives it the next number. */
  append(appended: Appended, base: LogPosition | undefined): LogPosition {
    this.#offset += 1;
    const was = this.position;
    this.#kept.push({ ...appended, was, base });
    return was;
  }

  /** Forgets the oldest event. True: it was still to be handed over. */
  forgetOldest(): boolean {
    if (this.#kept.shift() === undefined) return false;
    if (this.#handedOver === 0) return true;
    this.#handedOver -= 1;
    return false;
  }

  /** Events that it holds, handed over or not. */
  get size(): number {
    return this.#kept.length;
  }

  /** Nobody follows any more: what the shared log got from now on is not known here. */
  breakOff(): void {
    this.#unbroken = false;
  }

  /** Not everyone stands where it began: breaks off, and gives a place that nobody was told of before. */
  interrupt(): LogPosition {
    this.breakOff();
    this.#offset += 1;
    return this.position;
  }

  handedOver(kept: Kept): void {
    // Unless it had to go while it was on its way.
    if (this.next === kept) this.#handedOver += 1;
  }

  /** The number here of an event of the shared log whose append had an unknown outcome. */
  recognise({ event, data, epoch, offset }: Extract<LiveEvent, { kind: 'log' }>): LogPosition | undefined {
    for (const kept of this.#kept) {
      if (!kept.unsure) continue;
      const { sharedAs } = kept;
      if (sharedAs !== undefined) {
        if (sharedAs.epoch === epoch && sharedAs.offset === offset) return kept.was;
      } else if (kept.event === event && JSON.stringify(kept.data) === JSON.stringify(data)) {
        kept.sharedAs = { epoch, offset };
        return kept.was;
      }
    }
    return undefined;
  }

  /** Events after a position; undefined when it is not one of here or they are no longer all kept. */
  after(since: LogPosition): LiveEvent[] | undefined {
    const atBase = since.epoch === this.#base?.epoch && since.offset === this.#base.offset;
    if (!this.#unbroken || (!atBase && since.epoch !== this.#epoch)) return undefined;
    const missed = atBase ? this.#offset : this.#offset - since.offset;
    if (missed < 0 || missed > this.#kept.length) return undefined;
    const events = missed === 0 ? [] : this.#kept.slice(-missed);
    return events.map(({ event, data, was }) => ({ kind: 'log', topic: this.#topic, event, data, ...was }));
  }
}
