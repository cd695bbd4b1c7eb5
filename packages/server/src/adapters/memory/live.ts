import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type {
  KeyedChange,
  KeyedState,
  KeyedVerdict,
  Live,
  LiveEvent,
  LiveListener,
  LogPosition,
  LogReplay,
} from '../../ports/live.ts';
import { KeyedTopics } from './keyed-topics.ts';
import { LogTopic } from './log-topic.ts';

/** Events of a log topic that are kept for replay. */
const LOG_TAIL = 1000;

export interface MemoryLiveOptions {
  /** Events that a log topic keeps; 1000 when absent. */
  readonly logTail?: number;
}

/**
 * Live in this process alone. Every operation runs to its end in one turn of the event loop, which is what makes
 * it atomic. A new epoch begins with each instance, so that a client that knew an earlier one is told.
 */
export function createMemoryLive(options: MemoryLiveOptions = {}): Live {
  return new MemoryLive(options.logTail ?? LOG_TAIL);
}

class MemoryLive implements Live {
  readonly #logTail: number;
  readonly #epoch = randomUUID();
  readonly #keyed = new KeyedTopics((event) => this.#emit(event));
  readonly #logs = new Map<string, LogTopic>();
  readonly #listeners = new Map<string, Set<LiveListener>>();

  constructor(logTail: number) {
    this.#logTail = logTail;
  }

  async set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    return changes.map((change) => this.#keyed.set(change));
  }

  async announce(topic: Topic): Promise<boolean> {
    return this.#keyed.announce(topic);
  }

  async seed(states: readonly (KeyedState & { topic: Topic })[]): Promise<void> {
    for (const { topic, ...state } of states) this.#keyed.seed(topic, state);
  }

  async get(topic: Topic): Promise<KeyedState | undefined> {
    return this.#keyed.get(topic);
  }

  async list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]> {
    return this.#keyed.list(tenant, family);
  }

  async append(topic: Topic, event: string, data: object): Promise<LogPosition> {
    const key = topicKey(topic);
    const log = this.#logs.get(key) ?? new LogTopic(this.#epoch, this.#logTail);
    this.#logs.set(key, log);
    const entry = log.append(topic, event, data);
    // Before listeners may append more.
    const { position } = log;
    this.#emit(entry);
    return position;
  }

  async replay(topic: Topic, since?: LogPosition): Promise<LogReplay> {
    // A topic that was never appended to is read as an empty one, and not kept for being asked about.
    return (this.#logs.get(topicKey(topic)) ?? new LogTopic(this.#epoch, this.#logTail)).replay(since);
  }

  async subscribe(topic: Topic, listener: LiveListener): Promise<() => Promise<void>> {
    const key = topicKey(topic);
    const set = this.#listeners.get(key) ?? new Set();
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: LiveListener = (event) => listener(event);
    this.#listeners.set(key, set.add(own));
    return async () => {
      set.delete(own);
      if (set.size === 0 && this.#listeners.get(key) === set) this.#listeners.delete(key);
    };
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #emit(event: LiveEvent): void {
    for (const listener of this.#listeners.get(topicKey(event.topic)) ?? []) listener(event);
    if (event.topic.family !== 'vehicle') return;
    const fleet = topicKey({ tenant: event.topic.tenant, family: 'fleet', id: '' });
    for (const listener of this.#listeners.get(fleet) ?? []) listener(event);
  }
}
