import type { Topic } from '@waycast/contract';
import type { LiveEvent, LogPosition, LogReplay } from '../../ports/live.ts';

/** One log topic: its offset and the tail of its events. */
export class LogTopic {
  readonly #epoch: string;
  readonly #maxTail: number;
  readonly #tail: LiveEvent[] = [];
  #offset = 0;

  constructor(epoch: string, maxTail: number) {
    this.#epoch = epoch;
    this.#maxTail = maxTail;
  }

  get position(): LogPosition {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  append(topic: Topic, event: string, data: object): LiveEvent {
    this.#offset += 1;
    const entry: LiveEvent = { kind: 'log', topic, event, data, epoch: this.#epoch, offset: this.#offset };
    this.#tail.push(entry);
    if (this.#tail.length > this.#maxTail) this.#tail.shift();
    return entry;
  }

  replay(since: LogPosition | undefined): LogReplay {
    const { position } = this;
    if (since === undefined) return { recovered: true, position, events: [] };
    const missed = position.offset - since.offset;
    const recovered = since.epoch === this.#epoch && missed >= 0 && missed <= this.#tail.length;
    return { recovered, position, events: recovered && missed > 0 ? this.#tail.slice(-missed) : [] };
  }
}
