import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type {
  Announced,
  KeyedChange,
  KeyedState,
  KeyedVerdict,
  Live,
  LiveEvent,
  LiveListener,
  LogPosition,
  LogReplay,
  Renumbered,
} from '../../ports/live.ts';
import { KeyedTopics } from './keyed-topics.ts';
import { LogTopic } from './log-topic.ts';

/** Events of a log topic that are kept for replay. */
const LOG_TAIL = 1000;
/** Newest values that are kept, some 200 MB of positions; what changed last stays. */
const MAX_KEYED = 200_000;
/** Log topics that are kept; one that comes back after it had to go begins a new epoch. */
const MAX_LOGS = 20_000;

export interface MemoryLiveOptions {
  /** Events that a log topic keeps; 1000 when absent. */
  readonly logTail?: number;
  /** Newest values that are kept; 200,000 when absent. */
  readonly maxKeyed?: number;
  /** Log topics that are kept; 20,000 when absent. */
  readonly maxLogs?: number;
}

/**
 * Live in this process alone. Every operation runs to its end in one turn of the event loop, which is what makes
 * it atomic. A new epoch begins with each instance, so that a client that knew an earlier one is told.
 */
export function createMemoryLive(options: MemoryLiveOptions = {}): Live {
  return new MemoryLive(options);
}

class MemoryLive implements Live {
  readonly #logTail: number;
  readonly #keyed: KeyedTopics;
  readonly #maxLogs: number;
  /** In order of last append. */
  readonly #logs = new Map<string, LogTopic>();
  readonly #listeners = new Map<string, Set<LiveListener>>();
  /** Of logs that begin now: another one after a log was forgotten, whose numbers must not be given twice. */
  #epoch: string = randomUUID();

  constructor({ logTail = LOG_TAIL, maxKeyed = MAX_KEYED, maxLogs = MAX_LOGS }: MemoryLiveOptions) {
    this.#logTail = logTail;
    this.#keyed = new KeyedTopics(maxKeyed, (event) => this.#emit(event));
    this.#maxLogs = maxLogs;
  }

  /** Only once it had to. */
  get forgets(): boolean {
    return this.#keyed.forgotten > 0;
  }

  async set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    return changes.map((change) => this.#keyed.set(change));
  }

  async announce(topic: Topic): Promise<Announced> {
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

  async append(topic: Topic, event: string, data: object, earlier?: Renumbered): Promise<LogPosition> {
    const log = this.#logFor(topic);
    const entry = log.append(topic, event, data, earlier);
    // Before listeners may append more.
    const { position } = log;
    this.#emit(entry);
    return position;
  }

  async replay(topic: Topic, since?: LogPosition): Promise<LogReplay> {
    // A topic that was never appended to is read as an empty one, and not kept for being asked about.
    return (this.#logs.get(topicKey(topic)) ?? new LogTopic(this.#epoch, this.#logTail)).replay(since);
  }

  async forget(topic: Topic): Promise<void> {
    this.#forgetLog(topicKey(topic));
  }

  async carry(topic: Topic, event: string, data: object, { epoch, offset }: LogPosition): Promise<void> {
    this.#emit({ kind: 'log', topic, event, data, epoch, offset });
  }

  async aside(topic: Topic, event: string, data: object): Promise<void> {
    this.#emit({ kind: 'aside', topic, event, data });
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

  /** The log to append to, as the last that may have to go. */
  #logFor(topic: Topic): LogTopic {
    const key = topicKey(topic);
    const log = this.#logs.get(key) ?? new LogTopic(this.#epoch, this.#logTail);
    this.#logs.delete(key);
    this.#logs.set(key, log);
    if (this.#logs.size > this.#maxLogs) this.#forgetOldestLog();
    return log;
  }

  #forgetOldestLog(): void {
    const [oldest] = this.#logs.keys();
    if (oldest !== undefined) this.#forgetLog(oldest);
  }

  #forgetLog(key: string): void {
    if (this.#logs.delete(key)) this.#epoch = randomUUID();
  }

  #emit(event: LiveEvent): void {
    for (const listener of this.#listeners.get(topicKey(event.topic)) ?? []) listener(event);
    if (event.topic.family !== 'vehicle') return;
    const fleet = topicKey({ tenant: event.topic.tenant, family: 'fleet', id: '' });
    for (const listener of this.#listeners.get(fleet) ?? []) listener(event);
  }
}
