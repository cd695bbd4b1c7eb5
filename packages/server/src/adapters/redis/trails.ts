import type { Clock } from '../../ports/clock.ts';
import type { KeyedChange } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { KeyedStep } from './keyed-script.ts';
import type { KeyedTurn, LineOwner } from './keyed-turn.ts';
import { trailKey } from './names.ts';
import type { Redis } from './redis.ts';

const KEPT_MS = 3_600_000;
/** Fixes in one step. */
const CHUNK = 500;

/** The documented sorted sets of each vehicle's last hour. They are for other programs: nothing here reads them. */
export class Trails {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #turn: KeyedTurn;
  readonly #owner: LineOwner;

  constructor(redis: Redis, clock: Clock, log: Log, turn: KeyedTurn) {
    this.#redis = redis;
    this.#clock = clock;
    this.#turn = turn;
    this.#owner = {
      settled() {},
      failed: (error) => log.debug({ err: error }, 'could not keep recent fixes in Redis'),
    };
  }

  /**
   * Where the trail is and from when on it is kept, when one recent fix is all that was reported: it goes with the
   * change itself. Not on a Cluster, where two keys are refused while their slot moves.
   */
  withChange({ topic, data, version, trail = [] }: KeyedChange): KeyedStep['trail'] {
    if (this.#redis.cluster) return undefined;
    const [only, ...others] = trail;
    const from = this.#clock.now() - KEPT_MS;
    const isPlain = others.length === 0 && only?.data === data && only.at === version && version >= from;
    return isPlain ? { key: trailKey(topic, false), from } : undefined;
  }

  /** Adds what was reported, without waiting for it. `json` is that of `change.data`. */
  add({ topic, data, trail = [] }: KeyedChange, json: string): void {
    const from = this.#clock.now() - KEPT_MS;
    const recent = trail.filter(({ at }) => at >= from);
    for (let at = 0; at < recent.length; at += CHUNK) {
      const args = [String(from)];
      for (const fix of recent.slice(at, at + CHUNK)) {
        args.push(String(fix.at), fix.data === data ? json : JSON.stringify(fix.data));
      }
      const key = trailKey(topic, this.#redis.cluster);
      this.#turn.add({ keys: [key], mode: 'trail', args }, this.#owner);
    }
  }
}
