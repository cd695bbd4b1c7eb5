import { topicKey } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { KeyedStep } from './keyed-script.ts';
import type { Redis } from './redis.ts';

/** A process that takes over lacks at most what was written within this time. */
const KEPT_MS = 10_000;
const MAX_KEPT = 50_000;

interface Recent {
  readonly step: KeyedStep;
  readonly key: string;
  generation: string;
  readonly at: number;
}

/** This server's latest changes, for writing them again after a failover. */
export class RecentStates {
  readonly #redis: Redis;
  readonly #clock: Clock;
  /** In order of writing. */
  readonly #kept = new Map<string, Recent>();

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  add(step: KeyedStep): void {
    const name = topicKey(step.topic);
    const key = step.names.state;
    const now = this.#clock.now();
    this.#kept.delete(name);
    this.#kept.set(name, { step, key, generation: this.#redis.generationOf(key), at: now });
    for (const [oldest, { at }] of this.#kept) {
      if (now - at <= KEPT_MS && this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  /** What was written to a process that no longer serves its key; each is given once per process. */
  takeLost(): KeyedStep[] {
    const lost: KeyedStep[] = [];
    for (const recent of this.#kept.values()) {
      const generation = this.#redis.generationOf(recent.key);
      if (generation === recent.generation) continue;
      recent.generation = generation;
      lost.push({ ...recent.step, mode: 'now', absent: 'store' });
    }
    return lost;
  }
}
