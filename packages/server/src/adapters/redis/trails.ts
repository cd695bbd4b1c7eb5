import type { Clock } from '../../ports/clock.ts';
import type { KeyedChange } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { KeyedTurn, LineOwner } from './keyed-turn.ts';
import { trailKey } from './names.ts';
import type { Redis } from './redis.ts';

const KEPT_MS = 3_600_000;
const LIFE_S = '3600';
/** Fixes in one step. */
const CHUNK = 500;

/** The documented sorted sets of each vehicle's last hour. They are for other programs: nothing here reads them. */
export class Trails {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #turn: KeyedTurn;
  readonly #minIntervalMs: number;
  readonly #owner: LineOwner;

  constructor(redis: Redis, clock: Clock, log: Log, turn: KeyedTurn, minIntervalMs: number) {
    this.#redis = redis;
    this.#clock = clock;
    this.#turn = turn;
    this.#minIntervalMs = minIntervalMs;
    this.#owner = {
      settled() {},
      failed: (error) => log.debug({ err: error }, 'could not keep recent fixes in Redis'),
    };
  }

  /** Adds what was reported, without waiting for it. `json` is that of `change.data`. */
  add({ topic, data, trail = [] }: KeyedChange, json: string): void {
    const from = this.#clock.now() - KEPT_MS;
    const recent = trail.filter(({ at }) => at >= from);
    for (let at = 0; at < recent.length; at += CHUNK) {
      const args = [String(from), LIFE_S];
      for (const fix of recent.slice(at, at + CHUNK)) {
        args.push(String(fix.at), fix.data === data ? json : JSON.stringify(fix.data));
      }
      const key = trailKey(topic, this.#redis.cluster);
      this.#turn.add({ key, mode: 'trail', args }, this.#minIntervalMs, this.#owner);
    }
  }
}
