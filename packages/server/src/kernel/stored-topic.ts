import { type Topic, topicKey } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { LiveEvent } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { StoredLog } from '../ports/stored-logs.ts';
import { LogOrder, type WaitingRoom } from './log-order.ts';
import type { Reader } from './read-line.ts';

// One log that the database numbers, as it comes over live:
//
//   live ──next──────────────▶ told
//     │
//     ├──earlier than that───▶ told before: dropped
//     ├──later than that─────▶ waits ──hole filled in time──▶ told
//     │                          └──after a moment──▶ read from the database ──▶ told, then what waited
//     ├──of another epoch────▶ where does the database stand? ──in that epoch──▶ `gap`, from there on
//     └──something missed────▶ where does the database stand? ──further on──▶ read, told

/** Two servers tell of two transactions in a row within this time of each other. */
const HOLE_WAIT_MS = 25;
const PAGE = 200;
/** Events that are kept while the database is asked where the log stands. */
const MAX_EARLY = 100;
/** So often the database may know nothing of what was told before that is taken for a mistake. */
const MAX_VAIN = 5;

export interface StoredTopicParts {
  readonly topic: Topic;
  readonly stored: StoredLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly room: WaitingRoom;
  emit(event: LiveEvent): void;
  /** Asks for `read`, when it is its turn. */
  want(reader: Reader): void;
}

/** A log while somebody here follows it: its events once and in order, from where it stood at `start`. */
export class StoredTopic implements Reader {
  readonly #parts: StoredTopicParts;
  #order: LogOrder | undefined;
  #early: LiveEvent[] = [];
  /** Something may have happened that nothing tells of. */
  #unsure = false;
  #vain = 0;
  #cancelWait: (() => void) | undefined;
  #closed = false;

  constructor(parts: StoredTopicParts) {
    this.#parts = parts;
  }

  /** To be called when live is listened to. Rejects when the database cannot be asked where the log stands. */
  async start(): Promise<void> {
    const { topic, stored } = this.#parts;
    const position = await stored.position(topic);
    if (this.#closed) return;
    this.#order = this.#orderFrom(position);
    for (const event of this.#early.splice(0)) this.hear(event);
    if (this.#unsure) this.#parts.want(this);
  }

  hear(event: LiveEvent): void {
    if (this.#closed) return;
    if (event.kind !== 'log') return this.#parts.emit(event);
    if (this.#order === undefined) {
      if (this.#early.length < MAX_EARLY) this.#early.push(event);
      else this.#unsure = true;
      return;
    }
    if (event.epoch === this.#order.position.epoch) this.#order.take(event);
    else this.#unsure = true;
    if (this.#unsure || this.#order.lacks) this.#wantSoon();
    else this.#stopWaiting();
  }

  missed(): void {
    this.#unsure = true;
    if (this.#order !== undefined) this.#parts.want(this);
  }

  /** Tells what is missing. Rejects when the database is away; `vain` when it does not have what live told of. */
  async read(): Promise<'done' | 'again' | 'vain'> {
    const order = await this.#present();
    if (order === undefined || !order.lacks) return 'done';
    const asked = order.heardOf;
    await this.#readOn(order);
    if (this.#closed || this.#order !== order) return 'done';
    if (order.position.offset < asked) return this.#inVain(order);
    this.#vain = 0;
    return order.lacks || this.#unsure ? 'again' : 'done';
  }

  close(): void {
    this.#closed = true;
    this.#stopWaiting();
    this.#early = [];
    this.#order?.forget();
  }

  #orderFrom(position: { epoch: string; offset: number }): LogOrder {
    return new LogOrder(position, this.#parts.room, (event) => this.#parts.emit(event));
  }

  /** The order, which knows how far the database is if that was unsure. */
  async #present(): Promise<LogOrder | undefined> {
    if (this.#closed || !this.#unsure) return this.#order;
    const { topic, stored, emit } = this.#parts;
    this.#unsure = false;
    const position = await stored.position(topic).catch((error) => {
      this.#unsure = true;
      throw error;
    });
    if (this.#closed || this.#order === undefined) return undefined;
    if (position.epoch === this.#order.position.epoch) {
      this.#order.hearOf(position.offset);
      return this.#order;
    }
    this.#order.forget();
    this.#order = this.#orderFrom(position);
    emit({ kind: 'gap', topic, ...position });
    return this.#order;
  }

  async #readOn(order: LogOrder): Promise<void> {
    const { topic, stored } = this.#parts;
    for (let read = PAGE; read === PAGE; ) {
      const events = await stored.after(topic, order.position.offset, PAGE);
      if (this.#closed) return;
      order.takeRead({ topic }, events);
      read = events.length;
    }
  }

  /** Whoever carries an event has committed it: the database lost it, or somebody else wrote to the channel. */
  #inVain(order: LogOrder): 'done' | 'vain' {
    this.#vain += 1;
    if (this.#vain < MAX_VAIN) return 'vain';
    const fields = { topic: topicKey(this.#parts.topic), told: order.heardOf, stored: order.position.offset };
    this.#parts.log.warn(fields, 'events were told that the database does not have; dropped');
    this.#vain = 0;
    order.forget();
    return 'done';
  }

  #wantSoon(): void {
    this.#cancelWait ??= this.#parts.clock.after(HOLE_WAIT_MS, () => {
      this.#cancelWait = undefined;
      this.#parts.want(this);
    });
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }
}
