import type { LiveEvent, LogPosition } from '../ports/live.ts';
import type { StoredLogEvent } from '../ports/stored-logs.ts';

type NumberedEvent = Extract<LiveEvent, { kind: 'log' }>;
type OrderedEvent = Extract<LiveEvent, { kind: 'log' | 'gap' }>;

/** Events that wait for an earlier one, of one log and of all; what finds no room is read later. */
const MAX_WAITING = 100;
const MAX_WAITING_IN_ALL = 10_000;

/** How many events wait in all logs together. */
export interface WaitingRoom {
  waiting: number;
}

/**
 * The events of one epoch of a log, put in order: what comes next is told at once, what comes early waits, and what
 * was told is not told again.
 */
export class LogOrder {
  readonly #room: WaitingRoom;
  readonly #tell: (event: OrderedEvent) => void;
  readonly #early = new Map<number, NumberedEvent>();
  #position: LogPosition;
  #heardOf: number;

  /** `position`: what is told is what comes after it. */
  constructor(position: LogPosition, room: WaitingRoom, tell: (event: OrderedEvent) => void) {
    this.#position = position;
    this.#heardOf = position.offset;
    this.#room = room;
    this.#tell = tell;
  }

  get position(): LogPosition {
    return this.#position;
  }

  /** The latest offset that is known to exist. */
  get heardOf(): number {
    return this.#heardOf;
  }

  /** Whether something that exists has not been told. */
  get lacks(): boolean {
    return this.#heardOf > this.#position.offset;
  }

  /** There are events up to this offset. */
  hearOf(offset: number): void {
    this.#heardOf = Math.max(this.#heardOf, offset);
  }

  /** Takes an event of this epoch as it arrives. */
  take(event: NumberedEvent): void {
    if (event.offset <= this.#position.offset) return;
    this.hearOf(event.offset);
    if (event.offset > this.#position.offset + 1) return this.#keep(event);
    this.#next(event);
    this.#goOn();
  }

  /** Takes what was read: all that there is after a position told before, in order, or a part from its beginning. */
  takeRead({ topic }: Pick<NumberedEvent, 'topic'>, events: readonly StoredLogEvent[]): void {
    for (const { offset, event, data } of events) {
      const { epoch, offset: told } = this.#position;
      if (offset <= told) continue;
      // The database keeps none in between any more.
      if (offset > told + 1) this.#skipTo({ kind: 'gap', topic, epoch, offset: offset - 1 });
      this.#next({ kind: 'log', topic, event, data, epoch, offset });
    }
    this.hearOf(this.#position.offset);
    this.#goOn();
  }

  /** Forgets what waits, and that there was more. */
  forget(): void {
    this.#room.waiting -= this.#early.size;
    this.#early.clear();
    this.#heardOf = this.#position.offset;
  }

  #keep(event: NumberedEvent): void {
    if (this.#early.has(event.offset)) return;
    if (this.#early.size >= MAX_WAITING || this.#room.waiting >= MAX_WAITING_IN_ALL) return;
    this.#early.set(event.offset, event);
    this.#room.waiting += 1;
  }

  #next(event: NumberedEvent): void {
    this.#drop(event.offset);
    this.#position = { epoch: event.epoch, offset: event.offset };
    this.#tell(event);
  }

  #skipTo(gap: Extract<OrderedEvent, { kind: 'gap' }>): void {
    for (const offset of [...this.#early.keys()]) if (offset <= gap.offset) this.#drop(offset);
    this.#position = { epoch: gap.epoch, offset: gap.offset };
    this.#tell(gap);
  }

  #goOn(): void {
    for (let next = this.#early.get(this.#position.offset + 1); next !== undefined; ) {
      this.#next(next);
      next = this.#early.get(this.#position.offset + 1);
    }
  }

  #drop(offset: number): void {
    if (this.#early.delete(offset)) this.#room.waiting -= 1;
  }
}
