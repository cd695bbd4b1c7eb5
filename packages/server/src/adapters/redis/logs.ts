import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { LiveEvent, LogPosition, LogReplay, Renumbered } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { type Appended, type Appendix, AppendScript, LOG_LIFE_S, randomWord } from './append-script.ts';
import { closingFields, openLogMessage } from './log-message.ts';
import { entriesAfter, following, newerThan } from './log-resolution.ts';
import { logNames } from './names.ts';
import { RecentAppends } from './recent-appends.ts';
import type { Redis } from './redis.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import { loadScript } from './scripts.ts';
import { decodeEntries } from './stream-entries.ts';

/** How long an append whose outcome is unknown is tried again, and how often. */
const SETTLE_MS = 5_000;
const TRY_AGAIN_MS = 200;

export interface LogsParts {
  readonly redis: Redis;
  readonly log: Log;
  readonly clock: Clock;
  /** Events that a log keeps. */
  readonly logTail: number;
}

/** Log topics: numbered events in streams. */
export class LogTopics {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #append: AppendScript;
  readonly #recent: RecentAppends;
  readonly #replay = loadScript('replay');
  /** Ids by the event's data: given again after its outcome was unknown, it is the same event. */
  readonly #ids = new WeakMap<object, string>();
  #closed = false;

  constructor({ redis, clock, log, logTail }: LogsParts) {
    this.#redis = redis;
    this.#clock = clock;
    this.#append = new AppendScript(redis, clock, log, logTail);
    this.#recent = new RecentAppends(redis, clock, log, this.#append);
  }

  async append(topic: Topic, event: string, data: object, earlier?: Renumbered): Promise<LogPosition> {
    const known = earlier === undefined ? undefined : this.#ids.get(data);
    const eventId = known ?? randomUUID();
    this.#ids.set(data, eventId);
    const appendix: Appendix = {
      topic,
      eventId,
      body: openLogMessage(topic, data),
      closing: closingFields(topic, event, earlier),
    };
    this.#recent.restateTopic(topic);
    const appended = await this.#settle(appendix, known === undefined ? 'first' : 'again');
    this.#recent.add(appendix, event, appended);
    return { epoch: appended.epoch, offset: appended.offset };
  }

  async replay(topic: Topic, since?: LogPosition): Promise<LogReplay> {
    const { position, how, entries } = await this.#read(topic, since);
    if (since === undefined) return { recovered: true, position, events: [] };
    const found = how === 'after' ? entriesAfter(entries, since) : following(entries, since);
    if (found === undefined) return { recovered: false, position, events: [] };
    return { recovered: true, position, events: found.map(({ event }) => event) };
  }

  /** What this server has written in the last seconds is not written again either. */
  async forget(topic: Topic): Promise<void> {
    this.#recent.forget(topic);
    const { log } = logNames(topic, this.#redis.cluster);
    await this.#redis.command(log, ['DEL', log]);
  }

  /** What a reader that stands at `since` is told after a break: what it missed, or a gap and what can still be read. */
  async missed(topic: Topic, since: LogPosition): Promise<{ position: LogPosition; events: LiveEvent[] }> {
    const { position, how, entries } = await this.#read(topic, since);
    const found = how === 'after' ? entriesAfter(entries, since) : following(entries, since);
    if (found !== undefined) return { position, events: found.map(({ event }) => event) };
    const left = newerThan(entries, since).map(({ event }) => event);
    const [first] = left;
    const before = first === undefined ? position : { epoch: first.epoch, offset: first.offset - 1 };
    return { position, events: [{ kind: 'gap', topic, ...before }, ...left] };
  }

  async #read(topic: Topic, since: LogPosition | undefined) {
    const { log } = logNames(topic, this.#redis.cluster);
    const asked = since === undefined ? ['', ''] : [since.epoch, String(since.offset)];
    const { value } = await this.#redis.run(this.#replay, [log], [LOG_LIFE_S, randomWord(), ...asked]);
    const [how, epoch, offset, rows] = listOf(value);
    const position = { epoch: textOf(epoch), offset: numberOf(offset) };
    return { how, position, entries: decodeEntries(topic, listOf(rows)) };
  }

  /** Appends again what a process that took over may not have. */
  restate(): void {
    this.#recent.restate();
  }

  close(): void {
    this.#closed = true;
  }

  /** Tries until the outcome is known. What was never sent is not tried again. */
  async #settle(appendix: Appendix, first: 'first' | 'again'): Promise<Appended> {
    const until = this.#clock.now() + SETTLE_MS;
    const isAway = (): boolean => this.#redis.state === 'disconnected' || this.#redis.state === 'connecting';
    if (isAway()) throw new WaycastError('unavailable', 'Redis cannot be reached');
    for (let attempt: 'first' | 'again' = first; ; attempt = 'again') {
      try {
        return await this.#append.run(appendix, attempt);
      } catch (error) {
        if (!(error instanceof WaycastError) || this.#closed || this.#clock.now() > until) throw error;
      }
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(TRY_AGAIN_MS, done);
      const end = this.#redis.onState(done);
      function done(): void {
        cancel();
        end();
        resolve();
      }
    });
  }
}
