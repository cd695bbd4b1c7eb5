import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { Announced, Haste, KeyedChange, KeyedState, KeyedVerdict } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { FleetBatches } from './fleet-batches.ts';
import { closeJson, openJson } from './json-text.ts';
import { KeyedIndex } from './keyed-index.ts';
import { decodeState } from './keyed-message.ts';
import { type KeyedOutcome, KeyedScript, type KeyedStep } from './keyed-script.ts';
import { KeyedTurn } from './keyed-turn.ts';
import { olderLocationText } from './location-message.ts';
import { keyedNames } from './names.ts';
import { RecentStates } from './recent-states.ts';
import type { Redis } from './redis.ts';
import { Trails } from './trails.ts';

/** The least time between two broadcasts of a trip in time, GPS_MIN_INTERVAL or not. */
const TRIP_INTERVAL_MS = 1000;
/** Values that wait for their announcement, beyond which the oldest rely on what Redis holds. */
const MAX_HELD = 50_000;

export interface KeyedParts {
  readonly redis: Redis;
  readonly cacheTtlS: number;
  readonly minIntervalMs: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly batches: FleetBatches;
}

/** Newest values of keyed topics: the scripts, and what a server keeps in case Redis forgets. */
export class KeyedTopics {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #batches: FleetBatches;
  readonly #script: KeyedScript;
  readonly #index: KeyedIndex;
  readonly #trails: Trails;
  readonly #recent: RecentStates;
  /** Evicted or lost before it was announced, the newest value still goes out. */
  readonly #held = new LRUCache<string, KeyedStep>({ max: MAX_HELD });

  constructor(parts: KeyedParts) {
    this.#redis = parts.redis;
    this.#log = parts.log;
    this.#batches = parts.batches;
    const turn = new KeyedTurn(parts.redis, parts);
    this.#script = new KeyedScript(parts.redis, turn);
    this.#index = new KeyedIndex(parts.redis, parts.log, turn);
    this.#trails = new Trails(parts.redis, parts.clock, parts.log, turn);
    this.#recent = new RecentStates(parts.redis, parts.clock);
  }

  async set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    if (changes.length === 0) return [];
    const indexed = changes.map(({ topic }) => this.#index.add(topic));
    const steps = changes.map((change) => this.#stepOf(change));
    const outcomes = this.#runOrHold(steps);
    for (const [index, change] of changes.entries()) {
      const step = steps[index];
      if (step !== undefined && step.trail === undefined) this.#trails.add(change, closeJson(step.body));
    }
    for (const [index, outcome] of (await outcomes).entries())
      this.#settle(steps[index], outcome, indexed[index]);
    return (await outcomes).map(({ verdict }) => verdictOf(verdict));
  }

  async announce(topic: Topic, haste: Haste = 'in time'): Promise<Announced> {
    const key = topicKey(topic);
    const held = this.#held.get(key);
    const step: KeyedStep = {
      topic,
      names: keyedNames(topic, this.#redis.cluster),
      mode: 'announce',
      absent: 'store',
      version: held?.version,
      body: held?.body ?? '',
      olderText: held?.olderText ?? '',
    };
    const [outcome] = await this.#script.run([step], intervalOf(topic, haste));
    if (outcome?.went !== undefined) {
      const sent: KeyedStep = { ...step, ...outcome.went, mode: 'now' };
      this.#broadcast(sent, outcome.migrating);
    }
    if (outcome?.verdict === 'early') return 'early';
    if (this.#held.peek(key) === held) this.#held.delete(key);
    return outcome?.went === undefined ? 'nothing' : 'went';
  }

  async seed(states: readonly (KeyedState & { topic: Topic })[]): Promise<void> {
    if (states.length === 0) return;
    const steps = states.map(
      ({ topic, version, data }): KeyedStep => ({
        topic,
        names: keyedNames(topic, this.#redis.cluster),
        mode: 'seed',
        absent: 'store',
        version,
        body: openJson(data),
        olderText: '',
      }),
    );
    const indexed = states.map(({ topic }) => this.#index.add(topic));
    await this.#script.run(steps);
    await Promise.all(indexed);
  }

  async get(topic: Topic): Promise<KeyedState | undefined> {
    return decodeState(topic, await this.#index.read(keyedNames(topic, this.#redis.cluster).state));
  }

  list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]> {
    return this.#index.list(tenant, family);
  }

  /** Writes again what a process that took over may not have. */
  restate(): Promise<unknown> {
    const steps = this.#recent.takeLost();
    return steps.length === 0 ? Promise.resolve() : this.#script.run(steps, 0);
  }

  #stepOf(change: KeyedChange): KeyedStep {
    const { topic, announce, whenAbsent, version, data } = change;
    const names = keyedNames(topic, this.#redis.cluster);
    const trail = this.#trails.withChange(change);
    return {
      topic,
      names,
      mode: announce,
      absent: whenAbsent,
      version,
      body: openJson(data),
      olderText: names.older === undefined ? '' : olderLocationText(data),
      ...(trail && { trail }),
    };
  }

  #settle(step: KeyedStep | undefined, outcome: KeyedOutcome, indexed: Promise<void> | undefined): void {
    if (step === undefined) return;
    const { verdict, migrating } = outcome;
    if (verdict !== 'applied' && verdict !== 'held') return;
    this.#recent.add(step);
    if (step.mode === 'later' || verdict === 'held') this.#held.set(topicKey(step.topic), step);
    else {
      this.#held.delete(topicKey(step.topic));
      this.#broadcast(step, migrating, indexed);
    }
  }

  /** Whether the changes were made is not known: what is announced next is at least as new as they. */
  async #runOrHold(steps: readonly KeyedStep[]): Promise<KeyedOutcome[]> {
    try {
      return await this.#script.run(steps);
    } catch (error) {
      for (const step of steps) if (step.absent === 'store') this.#held.set(topicKey(step.topic), step);
      throw error;
    }
  }

  /** The fleet hears of it once it can be listed: whoever subscribes too late for the one finds it in the other. */
  #broadcast(
    { topic, names, body, version }: KeyedStep,
    migrating: boolean,
    indexed = Promise.resolve(),
  ): void {
    const { channel, older } = names;
    if (migrating) {
      const message = older === undefined ? `${body}"_live":[${version}]}` : closeJson(body);
      this.#redis
        .publish(channel, message)
        .catch((error) => this.#log.debug({ err: error }, 'could not repeat a broadcast'));
    }
    if (topic.family === 'vehicle') {
      void indexed.then(() => this.#batches.add(topic.tenant, closeJson(body)));
    }
  }
}

/** Undefined: GPS_MIN_INTERVAL. */
function intervalOf(topic: Topic, haste: Haste): number | undefined {
  if (haste === 'at once') return 0;
  return topic.family === 'trip' ? TRIP_INTERVAL_MS : undefined;
}

function verdictOf(verdict: string): KeyedVerdict {
  switch (verdict) {
    case 'applied':
    case 'held':
    case 'stale':
    case 'duplicate':
    case 'absent':
      return verdict;
    default:
      throw new Error(`keyed.lua answered "${verdict}"`);
  }
}
