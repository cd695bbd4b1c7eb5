import type { Metrics } from '../ports/metrics.ts';
import { type Batch, emptyBatchOf } from './batch.ts';
import type { Broadcast, Frame, FrameFormat } from './frames.ts';

/** Where a session's frames go; its transport provides it. */
export interface Sink {
  readonly format: FrameFormat;
  /** Hands a batch to the socket, in one write where the transport can. Must not throw or wait. */
  write(batch: Batch): void;
  /** Whether so much waits in the socket that more would only queue. The transport calls `drained` when it ends. */
  congested(): boolean;
  /** Ends the connection with a catalogue close code. */
  close(closeCode: number, reason: string): void;
}

/** Complete events that may wait for a congested socket: beyond any of these the session ends with `slow_consumer`. */
export const MAX_WAITING_LOG_FRAMES = 1000;
export const MAX_WAITING_LOG_BYTES = 512 * 1024;
/** A replay is due all at once, so that even a reader that keeps up lets it wait. */
export const MAX_WAITING_REPLAY_BYTES = 8 * 1024 * 1024;
/** Frames gathered within one turn before they are written without waiting for its end. */
const MAX_PENDING = 256;
const MAX_PENDING_BYTES = 64 * 1024;

/** What waits for a congested socket. */
interface Waiting {
  readonly keyed: Map<string, Broadcast>;
  log: WaitingFrame[];
  readonly live: Backlog;
  readonly replayed: Backlog;
}

interface Backlog {
  frames: number;
  bytes: number;
}

interface WaitingFrame {
  readonly frame: Frame;
  /** The topic's name as clients write it; undefined for events about the connection. */
  readonly topic: string | undefined;
  readonly kind: 'live' | 'replayed';
}

/** What is due when a turn of the event loop ends. An object rather than a closure, for each outbox is one. */
export interface Due {
  endTurn(): void;
}

/** Has something done once at the end of the current turn of the event loop, before the rest of it where it says so. */
export type EndOfTurn = (due: Due, when?: 'first') => void;

/**
 * What a session still has to send. Within a turn frames gather and leave in one write. While the socket is
 * congested, keyed events wait as one newest value per key, and log events wait in order, within bounds.
 */
export class Outbox implements Due {
  readonly #sink: Sink;
  readonly #metrics: Metrics;
  readonly #endOfTurn: EndOfTurn;
  readonly #onOverflow: () => void;
  readonly #nothing: Batch;
  #pending: Batch;
  /** Of the pending frames, those that are no events. */
  #answers = 0;
  #due: 'no' | 'in turn' | 'first' = 'no';
  #closed = false;
  /** Allocated only when the socket is congested. */
  #waiting: Waiting | undefined;

  constructor(sink: Sink, metrics: Metrics, endOfTurn: EndOfTurn, onOverflow: () => void) {
    this.#sink = sink;
    this.#metrics = metrics;
    this.#endOfTurn = endOfTurn;
    this.#onOverflow = onOverflow;
    this.#nothing = emptyBatchOf(sink.format);
    this.#pending = this.#nothing;
  }

  /** Frames that wait for the socket, for metrics. */
  get depth(): number {
    return (
      this.#pending.length +
      (this.#waiting === undefined ? 0 : this.#waiting.keyed.size + this.#waiting.log.length)
    );
  }

  /** Whether the socket takes nothing at present. */
  get congested(): boolean {
    return this.#waiting !== undefined || this.#sink.congested();
  }

  /** A value that a newer one of the same key may replace. */
  pushKeyed(key: string, broadcast: Broadcast): void {
    if (this.#closed) return;
    if (this.#waiting?.keyed.delete(key)) this.#metrics.dropped('conflated');
    if (this.#flows()) this.#gather(broadcast.frame(this.#sink.format));
    else this.#wait().keyed.set(key, broadcast);
  }

  /** An event that must arrive, after all log events pushed before it. */
  pushLog(broadcast: Broadcast): void {
    this.#push(broadcast, 'live');
  }

  /** The same for an event that its reader missed. */
  pushReplayed(broadcast: Broadcast): void {
    this.#push(broadcast, 'replayed');
  }

  /** The answer to a command: it leaves with what this turn has gathered, also while the socket is congested. */
  pushAnswer(frame: Frame): void {
    if (this.#closed) return;
    this.#answers += 1;
    this.#gather(frame, 'first');
  }

  /** Takes back what waits of a topic, by its name: its reader left, or starts over from an earlier position. */
  takeBack(topic: string): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const taken = waiting.log.filter((entry) => entry.topic === topic);
    waiting.log = waiting.log.filter((entry) => entry.topic !== topic);
    for (const entry of taken) uncount(waiting, entry);
    for (const [key, { event }] of waiting.keyed) if (event.topic === topic) waiting.keyed.delete(key);
  }

  /** The transport says that the socket takes more. Without it, the next push finds out. */
  drained(): void {
    const waiting = this.#waiting;
    // One at a time, for the socket may be full again before all is written.
    while (waiting !== undefined && !this.#closed && !this.#sink.congested()) {
      const frame = this.#nextOf(waiting);
      if (frame === undefined) {
        this.#waiting = undefined;
        return;
      }
      this.#gather(frame);
    }
  }

  /** Writes what this turn has gathered without waiting for the turn's end. */
  flush(): void {
    if (this.#closed || this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = this.#nothing;
    const events = batch.length - this.#answers;
    this.#answers = 0;
    if (events > 0) this.#metrics.delivered(events);
    this.#sink.write(batch);
  }

  endTurn(): void {
    this.#due = 'no';
    this.flush();
  }

  /** Drops everything; nothing is written any more. */
  close(): void {
    if (this.depth > 0) this.#metrics.dropped('closed', this.depth);
    this.#closed = true;
    this.#pending = this.#nothing;
    this.#waiting = undefined;
  }

  /** Ends the session with `slow_consumer`: complete events can no longer all be kept for it. */
  giveUp(): void {
    if (this.#closed) return;
    // Acks among it, which tell what was done.
    this.flush();
    const { log } = this.#wait();
    this.#metrics.dropped('overflow', log.length);
    log.length = 0;
    this.close();
    this.#onOverflow();
  }

  #push(broadcast: Broadcast, kind: WaitingFrame['kind']): void {
    if (this.#closed) return;
    const frame = broadcast.frame(this.#sink.format);
    if (this.#flows()) return this.#gather(frame);
    const waiting = this.#wait();
    waiting.log.push({ frame, topic: broadcast.event.topic, kind });
    waiting[kind].frames += 1;
    waiting[kind].bytes += frame.length;
    if (isTooMuch(waiting)) this.giveUp();
  }

  #gather(frame: Frame, when?: 'first'): void {
    this.#pending = this.#pending.with(frame);
    if (this.#pending.length >= MAX_PENDING || this.#pending.bytes >= MAX_PENDING_BYTES) return this.flush();
    if (this.#due === 'first' || (this.#due === 'in turn' && when === undefined)) return;
    this.#due = when ?? 'in turn';
    this.#endOfTurn(this, when);
  }

  /** Whether a frame may go to the socket now, nothing waiting before it. */
  #flows(): boolean {
    if (this.#waiting !== undefined) this.drained();
    return this.#waiting === undefined && !this.#sink.congested();
  }

  #wait(): Waiting {
    this.#waiting ??= {
      keyed: new Map(),
      log: [],
      live: { frames: 0, bytes: 0 },
      replayed: { frames: 0, bytes: 0 },
    };
    return this.#waiting;
  }

  /** What waited longest, log events before keyed ones. */
  #nextOf(waiting: Waiting): Frame | undefined {
    const entry = waiting.log.shift();
    if (entry !== undefined) {
      uncount(waiting, entry);
      return entry.frame;
    }
    for (const [key, broadcast] of waiting.keyed) {
      waiting.keyed.delete(key);
      return broadcast.frame(this.#sink.format);
    }
    return undefined;
  }
}

function uncount(waiting: Waiting, { kind, frame }: WaitingFrame): void {
  waiting[kind].frames -= 1;
  waiting[kind].bytes -= frame.length;
}

function isTooMuch({ live, replayed }: Waiting): boolean {
  return (
    live.frames > MAX_WAITING_LOG_FRAMES ||
    live.bytes > MAX_WAITING_LOG_BYTES ||
    replayed.bytes > MAX_WAITING_REPLAY_BYTES
  );
}
