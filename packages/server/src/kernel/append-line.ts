import { type Topic, topicName, WaycastError } from '@waycast/contract';
import type { LiveEvent, LogPosition } from '../ports/live.ts';
import { isAt, isSame } from './log-positions.ts';

type LogEvent = Extract<LiveEvent, { kind: 'log' }>;

/** Appends of one log that wait for each other; more are refused. */
const MAX_IN_LINE = 10_000;
const MAX_ARRIVED = 200;

/**
 * The appends of one log to the shared live: one after another, for one whose connection broke would come after its
 * successor. What the log told meanwhile says what became of an append whose answer was lost.
 */
export class AppendLine {
  readonly #topic: Topic;
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;
  #arrived: LogEvent[] = [];
  #joining = 0;
  #joined = false;

  constructor(topic: Topic) {
    this.#topic = topic;
  }

  get idle(): boolean {
    return this.#length === 0;
  }

  /** Somebody joined the log while an append was under way, perhaps from where its event had been told already. */
  get joined(): boolean {
    return this.#joined || this.#joining > 0;
  }

  /** Throws `unavailable` when too many wait. */
  append<T>(work: () => Promise<T>): Promise<T> {
    if (this.#length >= MAX_IN_LINE) {
      const message = `${topicName(this.#topic)} gets more events than can be appended; retry soon`;
      throw new WaycastError('unavailable', message, { retryAfterMs: 1000 });
    }
    this.#length += 1;
    const done = this.#last.then(work);
    this.#last = done.then(
      () => this.#leave(),
      () => this.#leave(),
    );
    return done;
  }

  /** The log told of this event. */
  heard(event: LogEvent): void {
    if (this.idle) return;
    this.#arrived.push(event);
    if (this.#arrived.length > MAX_ARRIVED) this.#arrived.shift();
  }

  /** Runs a part of joining the log. */
  async joining<T>(work: () => Promise<T>): Promise<T> {
    this.#joined ||= !this.idle;
    this.#joining += 1;
    try {
      return await work();
    } finally {
      this.#joining -= 1;
      this.#joined ||= !this.idle;
    }
  }

  /** Whether the log has told of the event at this place already. */
  hasHeard(position: LogPosition): boolean {
    return this.#take((arrived) => isAt(arrived, position)) !== undefined;
  }

  /** The place of an event whose append got no answer, if the log told of it. */
  placeOf(appended: { readonly event: string; readonly data: object }): LogPosition | undefined {
    const found = this.#take((arrived) => isSame(arrived, appended));
    return found && { epoch: found.epoch, offset: found.offset };
  }

  #take(isIt: (arrived: LogEvent) => boolean): LogEvent | undefined {
    const at = this.#arrived.findIndex(isIt);
    return at < 0 ? undefined : this.#arrived.splice(at, 1)[0];
  }

  #leave(): void {
    this.#length -= 1;
    if (!this.idle) return;
    this.#arrived = [];
    this.#joined = false;
  }
}
