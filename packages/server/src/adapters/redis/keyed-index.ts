import type { Topic } from '@waycast/contract';
import type { KeyedState } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { decodeState } from './keyed-message.ts';
import { chunksOf } from './keyed-script.ts';
import { indexKey, keyedNames } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, textOf } from './replies.ts';
import { loadScript } from './scripts.ts';

/** Ids in one call. */
const CHUNK = 500;

/** Lists the states of a family, by a sorted set of its ids. */
export class KeyedIndex {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #lifeS: string;
  readonly #script = loadScript('index');

  constructor(redis: Redis, log: Log, cacheTtlS: number) {
    this.#redis = redis;
    this.#log = log;
    this.#lifeS = String(cacheTtlS);
  }

  /** Sent before the states themselves, so that what can be read can be listed. Resolves when done, or when it failed. */
  async add(topics: readonly Topic[]): Promise<void> {
    const ids = new Map<string, Set<string>>();
    for (const { tenant, family, id } of topics) {
      const key = indexKey(tenant, family);
      ids.set(key, (ids.get(key) ?? new Set()).add(id));
    }
    const calls = [...ids].flatMap(([key, set]) => chunksOf([...set], CHUNK).map((some) => ({ key, some })));
    try {
      await Promise.all(
        calls.map(({ key, some }) => this.#redis.run(this.#script, [key], [this.#lifeS, ...some])),
      );
    } catch (error) {
      // The next change of each adds it again.
      this.#log.debug({ err: error }, 'could not add to the list of vehicles');
    }
  }

  async list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]> {
    const key = indexKey(tenant, family);
    const ids = listOf(await this.#redis.command(key, ['ZRANGE', key, '0', '-1'])).map(textOf);
    const topics = ids.map((id): Topic => ({ tenant, family, id }));
    const texts = await this.#read(topics.map((topic) => keyedNames(topic, this.#redis.cluster).state));
    return topics.flatMap((topic, index) => {
      const state = decodeState(topic, texts[index]);
      return state === undefined ? [] : [{ topic, ...state }];
    });
  }

  /** One state's text. By MGET, which answers null where GET refuses because another program's list is there. */
  async read(key: string): Promise<unknown> {
    return listOf(await this.#redis.command(key, ['MGET', key]))[0];
  }

  async #read(keys: readonly string[]): Promise<unknown[]> {
    if (this.#redis.cluster) return Promise.all(keys.map((key) => this.read(key)));
    const replies = await Promise.all(
      chunksOf(keys, CHUNK).map((some) => this.#redis.command(some[0], ['MGET', ...some])),
    );
    return replies.flatMap(listOf);
  }
}
