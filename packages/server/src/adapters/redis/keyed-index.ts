import type { Topic } from '@waycast/contract';
import type { KeyedState } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { decodeState } from './keyed-message.ts';
import { chunksOf } from './keyed-script.ts';
import type { KeyedTurn } from './keyed-turn.ts';
import { indexKey, keyedNames } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, textOf } from './replies.ts';

/** Ids in one step, and states in one question. */
const CHUNK = 500;

/** What a turn adds to one list. */
interface Addition {
  readonly ids: Set<string>;
  readonly args: string[];
  readonly done: Promise<void>;
}

/** Lists the states of a family, by a sorted set of its ids. */
export class KeyedIndex {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #turn: KeyedTurn;
  #additions = new Map<string, Addition>();
  #turnNumber = -1;

  constructor(redis: Redis, log: Log, turn: KeyedTurn) {
    this.#redis = redis;
    this.#log = log;
    this.#turn = turn;
  }

  /** Before its state is given to the turn, so that what can be read can be listed. Resolves when done, or when it failed. */
  add({ tenant, family, id }: Topic): Promise<void> {
    if (this.#turnNumber !== this.#turn.number) this.#additions = new Map();
    this.#turnNumber = this.#turn.number;
    const key = indexKey(tenant, family);
    const known = this.#additions.get(key);
    const addition = known === undefined || known.ids.size >= CHUNK ? this.#begin(key) : known;
    if (!addition.ids.has(id)) {
      addition.ids.add(id);
      addition.args.push(id);
    }
    return addition.done;
  }

  /** The step takes the ids that are added until the turn ends. */
  #begin(key: string): Addition {
    const args: string[] = [];
    const done = new Promise<void>((resolve) => {
      this.#turn.add(
        { keys: [key], mode: 'index', args },
        {
          settled: () => resolve(),
          failed: (error) => {
            // The next change of each adds it again.
            this.#log.debug({ err: error }, 'could not add to the list of vehicles');
            resolve();
          },
        },
      );
    });
    const addition = { ids: new Set<string>(), args, done };
    this.#additions.set(key, addition);
    return addition;
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
