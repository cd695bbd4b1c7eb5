import { type Topic, topicKey, topicName } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type {
  Announced,
  Haste,
  KeyedChange,
  KeyedState,
  KeyedVerdict,
  Live,
  LiveListener,
  LogPosition,
  LogReplay,
  MissedListener,
  Renumbered,
} from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { StoredLog } from '../ports/stored-logs.ts';
import { createNoteFailure } from './log-seldom.ts';
import { ReadLine } from './read-line.ts';
import { replayStored } from './replay-stored.ts';
import { StoredTopic } from './stored-topic.ts';

interface Followed {
  readonly topic: StoredTopic;
  readonly listeners: Set<LiveListener>;
  /** Resolves to what ends the subscription in live. */
  readonly subscribed: Promise<() => Promise<void>>;
  readonly ready: Promise<void>;
}

export interface StoredLogsParts {
  /** Carries what the database has numbered (L11). Stays open when this one is closed. */
  readonly live: Live;
  /** One for each family that is stored. */
  readonly logs: readonly StoredLog[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The same live, in which the logs of some families are those of the database: listeners get their events once and in
 * order, whatever live lost, repeated or told out of order, and `replay` is answered from the database. They are made
 * in transactions and carried, never appended. While the database is away, subscribing and replaying reject with
 * `unavailable`; what arrives in order is told, and the rest when it is back.
 */
export function createStoredLogs(parts: StoredLogsParts): Live {
  return new StoredLogs(parts);
}

class StoredLogs implements Live {
  readonly #parts: StoredLogsParts;
  readonly #live: Live;
  readonly #logs: ReadonlyMap<Topic['family'], StoredLog>;
  readonly #followed = new Map<string, Followed>();
  readonly #room = { waiting: 0 };
  readonly #line: ReadLine;

  constructor(parts: StoredLogsParts) {
    const { live, logs, clock, log } = parts;
    this.#parts = parts;
    this.#live = live;
    this.#logs = new Map(logs.map((stored) => [stored.family, stored]));
    const message = 'could not read what followers of a log have missed; trying again';
    this.#line = new ReadLine(clock, createNoteFailure(clock, log, message));
  }

  get forgets(): boolean {
    return this.#live.forgets;
  }

  set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    return this.#live.set(changes);
  }

  announce(topic: Topic, haste?: Haste): Promise<Announced> {
    return this.#live.announce(topic, haste);
  }

  seed(states: readonly (KeyedState & { topic: Topic })[]): Promise<void> {
    return this.#live.seed(states);
  }

  get(topic: Topic): Promise<KeyedState | undefined> {
    return this.#live.get(topic);
  }

  list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]> {
    return this.#live.list(tenant, family);
  }

  async append(topic: Topic, event: string, data: object, earlier?: Renumbered): Promise<LogPosition> {
    if (!this.#logs.has(topic.family)) return this.#live.append(topic, event, data, earlier);
    throw new TypeError(
      `the database numbers the events of ${topicName(topic)}: commit one there and carry it`,
    );
  }

  async carry(topic: Topic, event: string, data: object, position: LogPosition): Promise<void> {
    if (this.#logs.has(topic.family)) return this.#live.carry(topic, event, data, position);
    throw new TypeError(`live numbers the events of ${topicName(topic)}: append it`);
  }

  forget(topic: Topic): Promise<void> {
    if (this.#logs.has(topic.family)) throw new TypeError(`the database keeps ${topicName(topic)}`);
    return this.#live.forget(topic);
  }

  aside(topic: Topic, event: string, data: object): Promise<void> {
    return this.#live.aside(topic, event, data);
  }

  replay(topic: Topic, since?: LogPosition): Promise<LogReplay> {
    const stored = this.#logs.get(topic.family);
    return stored === undefined ? this.#live.replay(topic, since) : replayStored(stored, topic, since);
  }

  async subscribe(
    topic: Topic,
    listener: LiveListener,
    missed?: MissedListener,
  ): Promise<() => Promise<void>> {
    const stored = this.#logs.get(topic.family);
    if (stored === undefined) return this.#live.subscribe(topic, listener, missed);
    const key = topicKey(topic);
    const followed = this.#followed.get(key) ?? this.#open(topic, stored, key);
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: LiveListener = (event) => listener(event);
    followed.listeners.add(own);
    const end = async (): Promise<void> => {
      if (followed.listeners.delete(own) && followed.listeners.size === 0) await this.#close(key, followed);
    };
    try {
      await followed.ready;
    } catch (error) {
      await end();
      throw error;
    }
    return end;
  }

  async close(): Promise<void> {
    this.#line.close();
    for (const { topic } of this.#followed.values()) topic.close();
    this.#followed.clear();
  }

  #open(topic: Topic, stored: StoredLog, key: string): Followed {
    const { clock, log } = this.#parts;
    const listeners = new Set<LiveListener>();
    const read = new StoredTopic({
      topic,
      stored,
      clock,
      log,
      room: this.#room,
      emit: (event) => {
        for (const listener of listeners) listener(event);
      },
      want: (reader) => this.#line.want(reader),
    });
    const subscribed = this.#live.subscribe(
      topic,
      (event) => read.hear(event),
      () => read.missed(),
    );
    const followed = { topic: read, listeners, subscribed, ready: subscribed.then(() => read.start()) };
    this.#followed.set(key, followed);
    return followed;
  }

  async #close(key: string, { topic, subscribed }: Followed): Promise<void> {
    if (this.#followed.get(key)?.topic === topic) this.#followed.delete(key);
    topic.close();
    this.#line.forget(topic);
    // One that failed was told to whoever asked for it.
    const end = await subscribed.catch(() => undefined);
    await end?.();
  }
}
