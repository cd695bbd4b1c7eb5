import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { LogPosition } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { Appended, Appendix, AppendScript } from './append-script.ts';
import { closingFields } from './log-message.ts';
import { logNames } from './names.ts';
import type { Redis } from './redis.ts';

/** A process that takes over lacks at most what was appended within this time. */
const KEPT_MS = 10_000;
const MAX_KEPT = 5_000;

interface Recent {
  readonly topic: Topic;
  readonly event: string;
  readonly eventId: string;
  readonly body: string;
  position: LogPosition;
  generation: string;
  readonly at: number;
}

/** This server's latest events, for appending them again where a process that took over has lost them. */
export class RecentAppends {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #script: AppendScript;
  /** By topic, in order of appending. */
  readonly #kept = new Map<string, Recent[]>();
  #count = 0;

  constructor(redis: Redis, clock: Clock, log: Log, script: AppendScript) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
    this.#script = script;
  }

  add({ topic, eventId, body }: Appendix, event: string, { generation, ...position }: Appended): void {
    const name = topicKey(topic);
    const list = this.#kept.get(name) ?? [];
    // Written anew, a topic stands at the end.
    this.#kept.delete(name);
    this.#kept.set(name, list);
    list.push({ topic, event, eventId, body, position, generation, at: this.#clock.now() });
    this.#count += 1;
    this.#forget(list);
    if (this.#count > MAX_KEPT) this.#sweep();
  }

  forget(topic: Topic): void {
    const name = topicKey(topic);
    this.#count -= this.#kept.get(name)?.length ?? 0;
    this.#kept.delete(name);
  }

  /** Appends again what was given to a process that no longer serves its log; the id makes a repetition harmless. */
  restate(): void {
    for (const list of this.#kept.values()) this.#restateAll(list);
  }

  /** The same for one topic, to be called before a new event is appended to it. */
  restateTopic(topic: Topic): void {
    const list = this.#kept.get(topicKey(topic));
    if (list !== undefined) this.#restateAll(list);
  }

  #restateAll(list: readonly Recent[]): void {
    const [first] = list;
    if (first === undefined) return;
    const generation = this.#redis.generationOf(logNames(first.topic, this.#redis.cluster).log);
    for (const recent of list) if (recent.generation !== generation) this.#again(recent, generation);
  }

  #again(recent: Recent, generation: string): void {
    const former = recent.generation;
    recent.generation = generation;
    const { topic, event, eventId, body, position } = recent;
    const closing = closingFields(topic, event, { was: position });
    this.#script.run({ topic, eventId, body, closing }, 'again').then(
      (appended) => {
        recent.position = { epoch: appended.epoch, offset: appended.offset };
      },
      (error) => {
        // The next change of the connection brings it up again.
        if (recent.generation === generation) recent.generation = former;
        this.#log.debug({ err: error, topic: topicKey(topic) }, 'could not append an event again');
      },
    );
  }

  #forget(list: Recent[]): void {
    const from = this.#clock.now() - KEPT_MS;
    const fresh = list.findIndex(({ at }) => at >= from);
    this.#count -= list.splice(0, fresh === -1 ? list.length : fresh).length;
  }

  /** Beyond the bound the topics that were quiet longest are forgotten first, and then the oldest events. */
  #sweep(): void {
    for (const [name, list] of this.#kept) {
      this.#forget(list);
      if (this.#count > MAX_KEPT) this.#count -= list.splice(0, this.#count - MAX_KEPT).length;
      if (list.length === 0) this.#kept.delete(name);
    }
  }
}
