import { type Topic, topicDefinition, topicKey } from '@waycast/contract';
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
import type { Metrics } from '../ports/metrics.ts';
import { FallbackLog } from './fallback-log.ts';
import { FallbackStates } from './fallback-states.ts';
import { LateSubscriptions } from './late-subscriptions.ts';
import { isUnavailable } from './unavailable.ts';

/** What could not be handed over although the shared live seems to be there is tried again after this long. */
const RETRY_MS = 500;
/** Logs that are handed over side by side. */
const LOGS_AT_ONCE = 50;

export interface FallbackParts {
  /** Live for all servers. It subscribes again by itself after a break, and tells what was missed (L10). */
  readonly shared: Live;
  /** Live in this process. */
  readonly local: Live;
  /** Whether the shared one can be reached, as far as is known. */
  reachable(): boolean;
  /** Calls back each time the shared one can be reached again; the returned function ends it. */
  onReturn(listener: () => void): () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * A live that goes on without the shared one: local followers get what this server sets and appends at once, and the
 * shared one gets it when it returns, newest values by version and events with the numbers that they had meanwhile.
 * Nothing rejects because the shared one is away.
 */
export function createFallbackLive(parts: FallbackParts): Live {
  return new FallbackLive(parts);
}

class FallbackLive implements Live {
  readonly #parts: FallbackParts;
  readonly #logs = new Map<string, FallbackLog>();
  readonly #states: FallbackStates;
  readonly #late: LateSubscriptions;
  readonly #endReturns: () => void;
  readonly #budget = { kept: 0 };
  #cancelRetry: (() => void) | undefined;
  #handing: Promise<void> | undefined;
  #closed = false;

  constructor(parts: FallbackParts) {
    this.#parts = parts;
    this.#states = new FallbackStates({
      shared: parts.shared,
      local: parts.local,
      usable: parts.reachable,
      owes: () => this.#retryLater(),
    });
    this.#late = new LateSubscriptions(parts.shared);
    this.#endReturns = parts.onReturn(() => this.#handOverAll());
  }

  get forgets(): boolean {
    return this.#parts.shared.forgets;
  }

  set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    return this.#states.set(changes);
  }

  announce(topic: Topic, haste?: Haste): Promise<Announced> {
    return this.#states.announce(topic, haste);
  }

  seed(states: readonly (KeyedState & { topic: Topic })[]): Promise<void> {
    return this.#states.seed(states);
  }

  get(topic: Topic): Promise<KeyedState | undefined> {
    return this.#states.get(topic);
  }

  list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]> {
    return this.#states.list(tenant, family);
  }

  append(topic: Topic, event: string, data: object, earlier?: Renumbered): Promise<LogPosition> {
    return this.#using(topic, (log) => log.append(event, data, earlier));
  }

  replay(topic: Topic, since?: LogPosition): Promise<LogReplay> {
    return this.#using(topic, (log) => log.replay(since));
  }

  forget(topic: Topic): Promise<void> {
    return this.#parts.shared.forget(topic);
  }

  /** Followers here do not wait for the way there and back; what comes back they have had. */
  async carry(topic: Topic, event: string, data: object, position: LogPosition): Promise<void> {
    await this.#parts.local.carry(topic, event, data, position);
    await this.#parts.shared.carry(topic, event, data, position);
  }

  async aside(topic: Topic, event: string, data: object): Promise<void> {
    try {
      if (this.#parts.reachable()) return await this.#parts.shared.aside(topic, event, data);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
    this.#logs.get(topicKey(topic))?.tell({ kind: 'aside', topic, event, data });
    await this.#parts.local.aside(topic, event, data);
  }

  subscribe(topic: Topic, listener: LiveListener, missed?: MissedListener): Promise<() => Promise<void>> {
    const { kind, stored } = topicDefinition(topic.family);
    return kind === 'log' && stored !== true
      ? this.#subscribeLog(topic, listener)
      : this.#subscribeBoth(topic, listener, missed);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endReturns();
    this.#cancelRetry?.();
    await this.#handing;
    // What waits for the next try has no later one.
    if (this.#owes() && this.#parts.reachable()) await this.#tryHandOver();
    for (const log of this.#logs.values()) log.close();
    const events = [...this.#logs.values()].reduce((sum, { owed }) => sum + owed, 0);
    const fields = { events };
    if (events > 0) this.#parts.log.error(fields, 'stopped before other servers were told of these events');
    await Promise.all([this.#parts.shared.close(), this.#parts.local.close()]);
  }

  async #subscribeBoth(
    topic: Topic,
    listener: LiveListener,
    missed: MissedListener | undefined,
  ): Promise<() => Promise<void>> {
    const endLocal = await this.#parts.local.subscribe(topic, listener);
    const endShared = await this.#late.subscribe(topic, listener, missed);
    return async () => {
      await endLocal();
      await endShared();
    };
  }

  async #subscribeLog(topic: Topic, listener: LiveListener): Promise<() => Promise<void>> {
    const log = this.#logOf(topic);
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const own: LiveListener = (event) => listener(event);
    await log.enter(own);
    return async () => {
      const left = log.leave(own);
      this.#forgetIdle(log);
      await left;
    };
  }

  #logOf(topic: Topic): FallbackLog {
    const key = topicKey(topic);
    const known = this.#logs.get(key);
    if (known !== undefined) return known;
    const { shared, clock, reachable, log, metrics } = this.#parts;
    const opened = new FallbackLog(topic, {
      shared,
      clock,
      subscribe: (of, listener) => this.#late.subscribe(of, listener),
      usable: reachable,
      owes: () => this.#retryLater(),
      budget: this.#budget,
      lost(of) {
        metrics.dropped('overflow');
        log.error(
          { topic: topicKey(of) },
          'too many events without Redis; other servers never get the oldest',
        );
      },
      refused: (of, error) => log.error({ err: error, topic: topicKey(of) }, 'could not hand over an event'),
    });
    this.#logs.set(key, opened);
    return opened;
  }

  async #using<T>(topic: Topic, work: (log: FallbackLog) => Promise<T>): Promise<T> {
    const log = this.#logOf(topic);
    try {
      return await work(log);
    } finally {
      this.#forgetIdle(log);
    }
  }

  #forgetIdle(log: FallbackLog): void {
    const key = topicKey(log.topic);
    if (log.idle && this.#logs.get(key) === log) this.#logs.delete(key);
  }

  /** The return of the shared live is announced, but that of a single answer which failed is not. */
  #retryLater(): void {
    if (this.#closed || !this.#parts.reachable()) return;
    this.#cancelRetry ??= this.#parts.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      this.#handOverAll();
    });
  }

  #handOverAll(): void {
    if (this.#handing !== undefined || this.#closed) return;
    this.#handing = this.#tryHandOver().finally(() => {
      this.#handing = undefined;
      if (this.#owes()) this.#retryLater();
    });
  }

  async #tryHandOver(): Promise<void> {
    try {
      await this.#handOver();
    } catch (error) {
      if (!isUnavailable(error)) this.#parts.log.error({ err: error }, 'could not hand over what was kept');
    }
  }

  /** Logs first: what waits for them is complete then. */
  async #handOver(): Promise<void> {
    await this.#late.subscribeAll();
    const logs = [...this.#logs.values()].filter(({ interrupted }) => interrupted);
    for (let at = 0; at < logs.length; at += LOGS_AT_ONCE) {
      await Promise.all(
        logs.slice(at, at + LOGS_AT_ONCE).map((log) => this.#using(log.topic, () => log.handOver())),
      );
    }
    await this.#states.handOver();
  }

  #owes(): boolean {
    return (
      this.#late.size > 0 ||
      this.#states.owed > 0 ||
      [...this.#logs.values()].some(({ interrupted }) => interrupted)
    );
  }
}
