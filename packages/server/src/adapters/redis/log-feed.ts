import type { LiveEvent, LogPosition } from '../../ports/live.ts';
import type { Feed, FeedChannel, FeedParts } from './feed.ts';
import { decodeLogMessage } from './log-message.ts';
import type { LogTopics } from './logs.ts';
import { logNames } from './names.ts';

type NumberedEvent = Extract<LiveEvent, { kind: 'log' }>;

// An event that follows the last one goes out. One that does not shows that something was missed, or that another
// epoch began: the log is read from the last one on, and what arrives meanwhile waits.
//
//   message ──follows──────────▶ emit
//      │
//      └─leaves a hole─▶ catchUp: replay since the last one ─▶ emit the rest, or `gap` ─▶ what waited

/** Events that wait while the log is read; when there are more, it is read once more instead. */
const MAX_WAITING = 1000;
/** When Redis has lost a log, its servers write their latest events again within this time. */
const REWRITING_MS = 400;
/** Former epochs whose last event is remembered, to know what is written again. */
const MAX_EPOCHS = 8;

/** A log topic. Each event is told once and in order; what can no longer be told is told as a `gap`. */
export class LogFeed implements Feed {
  readonly channels: readonly FeedChannel[];
  readonly #parts: FeedParts;
  readonly #logs: LogTopics;
  #position: LogPosition | undefined;
  /** How far each of the latest epochs has been told. */
  readonly #told = new Map<string, number>();
  #reading: Promise<void> | undefined;
  #waiting: NumberedEvent[] = [];
  #readAgain = false;
  #closed = false;

  constructor(parts: FeedParts, logs: LogTopics) {
    this.#parts = parts;
    this.#logs = logs;
    const name = logNames(parts.topic, parts.redis.cluster).channel;
    this.channels = [
      { name, kind: 'sharded-on-cluster', receive: (message) => this.#receive(name, message) },
    ];
  }

  /** From where to read when the first thing that happens is a break. */
  async prepare(): Promise<void> {
    try {
      this.#standAt((await this.#logs.replay(this.#parts.topic)).position);
    } catch {
      // Redis is away; on its return `catchUp` finds that nothing is known.
    }
  }

  catchUp(): Promise<void> {
    // What is being read may have been read before the break.
    if (this.#reading !== undefined) this.#readAgain = true;
    this.#reading ??= this.#read();
    return this.#reading;
  }

  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  #receive(channel: string, message: string): void {
    const { topic, noteMalformed, emit } = this.#parts;
    const decoded = decodeLogMessage(topic, message);
    if ('malformed' in decoded) return noteMalformed(channel, decoded.malformed);
    const { event } = decoded.value;
    if (event.kind === 'aside') emit(event);
    else this.#take(event);
  }

  #take(event: NumberedEvent): void {
    if (this.#reading !== undefined) {
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(event);
      else this.#readAgain = true;
      return;
    }
    const position = this.#position;
    if (position?.epoch === event.epoch && event.offset <= position.offset) return;
    if (position === undefined || (position.epoch === event.epoch && event.offset === position.offset + 1)) {
      this.#tell(event);
      return;
    }
    this.#parts.retry(this.catchUp());
  }

  #tell(event: NumberedEvent): void {
    const { epoch, offset, was } = event;
    const isTold = was !== undefined && was.offset <= (this.#told.get(was.epoch) ?? 0);
    this.#standAt({ epoch, offset });
    if (!isTold) this.#parts.emit(event);
  }

  #standAt({ epoch, offset }: LogPosition): void {
    this.#position = { epoch, offset };
    this.#told.set(epoch, offset);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_EPOCHS && oldest !== undefined) this.#told.delete(oldest);
  }

  async #read(): Promise<void> {
    try {
      do {
        this.#readAgain = false;
        this.#waiting = [];
        await this.#readOnce();
      } while (this.#readAgain && !this.#closed);
    } finally {
      this.#reading = undefined;
    }
    for (const event of this.#waiting.splice(0)) this.#take(event);
  }

  async #readOnce(): Promise<void> {
    const { topic, emit } = this.#parts;
    const since = this.#position;
    if (since === undefined) {
      const { position } = await this.#logs.replay(topic);
      // Of a log in which nothing has happened yet nothing was missed.
      if (position.offset > 0 && !this.#closed) emit({ kind: 'gap', topic, ...position });
      this.#standAt(position);
      return;
    }
    let missed = await this.#logs.missed(topic, since);
    if (missed.events.some(({ kind }) => kind === 'gap')) {
      await this.#parts.pause(REWRITING_MS);
      missed = await this.#logs.missed(topic, since);
    }
    if (this.#closed) return;
    for (const event of missed.events) {
      if (event.kind === 'log') this.#tell(event);
      else emit(event);
    }
    this.#standAt(missed.position);
  }
}
