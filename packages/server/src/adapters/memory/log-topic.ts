import type { Topic } from '@waycast/contract';
import type { LiveEvent, LogPosition, LogReplay, Renumbered } from '../../ports/live.ts';

/** A log event as it is kept. */
export type LogEvent = Extract<LiveEvent, { kind: 'log' }>;

interface Entry {
  readonly event: LogEvent;
  readonly base: LogPosition | undefined;
}

/** One log topic: its offset and the tail of its events. */
export class LogTopic {
  readonly #epoch: string;
  readonly #maxTail: number;
  readonly #tail: Entry[] = [];
  #offset = 0;

  constructor(epoch: string, maxTail: number) {
    this.#epoch = epoch;
    this.#maxTail = maxTail;
  }

  get position(): LogPosition {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  append(topic: Topic, event: string, data: object, earlier?: Renumbered): LogEvent {
    this.#offset += 1;
    const numbered: LogEvent = {
      kind: 'log',
      topic,
      event,
      data,
      epoch: this.#epoch,
      offset: this.#offset,
      ...(earlier === undefined ? {} : { was: earlier.was }),
    };
    this.#tail.push({ event: numbered, base: earlier?.base });
    if (this.#tail.length > this.#maxTail) this.#tail.shift();
    return numbered;
  }

  replay(since: LogPosition | undefined): LogReplay {
    const { position } = this;
    if (since === undefined) return { recovered: true, position, events: [] };
    const events = since.epoch === this.#epoch ? this.#after(since.offset) : this.#afterEarlier(since);
    return { recovered: events !== undefined, position, events: events ?? [] };
  }

  /** Events after an offset; undefined when some are no longer kept, or it was never reached. */
  #after(offset: number): LogEvent[] | undefined {
    const missed = this.#offset - offset;
    if (missed < 0 || missed > this.#tail.length) return undefined;
    return missed === 0 ? [] : this.#tail.slice(-missed).map(({ event }) => event);
  }

  /** Events that a reader of an earlier numbering has not had; undefined when that numbering is not known here. */
  #afterEarlier(since: LogPosition): LogEvent[] | undefined {
    // Nothing bears the number 0: whoever stands there stands before the first.
    const stood = Math.max(1, since.offset);
    const met = this.#tail.find(({ event: { was } }) => was?.epoch === since.epoch && was.offset === stood);
    if (met === undefined || (met.base !== undefined && met.base.epoch !== this.#epoch)) return undefined;
    return this.#after(met.base?.offset ?? 0)?.filter(
      ({ was }) => was?.epoch !== since.epoch || was.offset > since.offset,
    );
  }
}
