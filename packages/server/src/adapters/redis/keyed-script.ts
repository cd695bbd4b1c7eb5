import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { keyedNames } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, textOf } from './replies.ts';
import { loadScript } from './scripts.ts';

/** Changes in one call of the script. */
const CHUNK = 200;

/** One change of `lua/keyed.lua`. `body` is the value's JSON, open for one more field. */
export interface KeyedStep {
  readonly topic: Topic;
  readonly mode: 'now' | 'later' | 'seed' | 'announce';
  readonly absent: 'store' | 'ask';
  readonly version: number | undefined;
  readonly body: string;
}

/** What became of a step. An announcement that went out says what went. */
export interface KeyedOutcome {
  readonly verdict: string;
  readonly went?: { readonly version: number; readonly body: string };
  /** It ran where nobody subscribes yet: the broadcast has to be made once more. */
  readonly migrating: boolean;
}

export interface KeyedScriptOptions {
  readonly cacheTtlS: number;
  readonly minIntervalMs: number;
}

/**
 * Runs keyed changes: many in one call, on a Cluster one call for each id, all sent at once. The order of the steps of
 * a topic is kept. Rejects when any call does.
 */
export class KeyedScript {
  readonly #redis: Redis;
  readonly #options: KeyedScriptOptions;
  readonly #script = loadScript('keyed');

  constructor(redis: Redis, options: KeyedScriptOptions) {
    this.#redis = redis;
    this.#options = options;
  }

  async run(
    steps: readonly KeyedStep[],
    minIntervalMs = this.#options.minIntervalMs,
  ): Promise<KeyedOutcome[]> {
    const outcomes: KeyedOutcome[] = [];
    await Promise.all(
      this.#calls(steps).map(async (indexes) => {
        const some = indexes.flatMap((index) => steps[index] ?? []);
        for (const [at, outcome] of (await this.#call(some, minIntervalMs)).entries()) {
          outcomes[indexes[at] ?? -1] = outcome;
        }
      }),
    );
    return outcomes;
  }

  /** Indexes of the steps that go together. */
  #calls(steps: readonly KeyedStep[]): number[][] {
    const groups = new Map<string, number[]>();
    for (const [index, { topic }] of steps.entries()) {
      const slot = this.#redis.cluster ? topicKey(topic) : '';
      const group = groups.get(slot);
      if (group === undefined) groups.set(slot, [index]);
      else group.push(index);
    }
    return [...groups.values()].flatMap((group) => chunksOf(group, CHUNK));
  }

  async #call(steps: readonly KeyedStep[], minIntervalMs: number): Promise<KeyedOutcome[]> {
    const keys: string[] = [];
    const args = [
      this.#redis.cluster ? 'SPUBLISH' : 'PUBLISH',
      String(this.#options.cacheTtlS),
      String(minIntervalMs),
    ];
    for (const { topic, mode, absent, version, body } of steps) {
      const { state, channel, older = '' } = keyedNames(topic, this.#redis.cluster);
      keys.push(state);
      args.push(mode, absent, version === undefined ? '' : String(version), body, channel, older);
    }
    const { value, migrating } = await this.#redis.run(this.#script, keys, args);
    const outcomes = listOf(value).map((reply) => decodeOutcome(reply, migrating));
    for (const [index, step] of steps.entries()) this.#countBroadcast(step, outcomes[index]);
    return outcomes;
  }

  #countBroadcast({ topic, mode }: KeyedStep, outcome: KeyedOutcome | undefined): void {
    const went = outcome?.went !== undefined || (mode === 'now' && outcome?.verdict === 'applied');
    if (went) this.#redis.countPublished(keyedNames(topic, this.#redis.cluster).older === undefined ? 1 : 2);
  }
}

function decodeOutcome(reply: unknown, migrating: boolean): KeyedOutcome {
  if (!Array.isArray(reply)) return { verdict: textOf(reply), migrating };
  const [verdict, version, body] = reply.map(textOf);
  return {
    verdict: verdict ?? '',
    went: { version: Number(version), body: body ?? '' },
    migrating,
  };
}

/** A list in pieces of at most `size`. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
