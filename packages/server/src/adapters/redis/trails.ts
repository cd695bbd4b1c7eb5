import type { Clock } from '../../ports/clock.ts';
import type { KeyedChange } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { chunksOf } from './keyed-script.ts';
import { trailKey } from './names.ts';
import type { Redis } from './redis.ts';
import { loadScript } from './scripts.ts';

const KEPT_MS = 3_600_000;
const LIFE_S = '3600';
const CHUNK = 200;

interface Trail {
  readonly key: string;
  readonly args: readonly string[];
}

/** The documented sorted sets of each vehicle's last hour. They are for other programs: nothing here reads them. */
export class Trails {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #script = loadScript('trail');

  constructor(redis: Redis, clock: Clock, log: Log) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
  }

  /** Adds what was reported, without waiting for it. */
  add(changes: readonly KeyedChange[]): void {
    const from = this.#clock.now() - KEPT_MS;
    const trails = changes.flatMap((change) => this.#trailOf(change, from));
    const chunks = this.#redis.cluster ? trails.map((trail) => [trail]) : chunksOf(trails, CHUNK);
    for (const chunk of chunks) {
      const args = [String(from), LIFE_S, ...chunk.flatMap((trail) => trail.args)];
      this.#redis
        .run(
          this.#script,
          chunk.map(({ key }) => key),
          args,
        )
        .catch((error) => this.#log.debug({ err: error }, 'could not keep recent fixes in Redis'));
    }
  }

  #trailOf({ topic, trail = [] }: KeyedChange, from: number): Trail[] {
    const recent = trail.filter(({ at }) => at >= from);
    if (recent.length === 0) return [];
    const fixes = recent.flatMap(({ at, data }) => [String(at), JSON.stringify(data)]);
    return [{ key: trailKey(topic, this.#redis.cluster), args: [String(recent.length), ...fixes] }];
  }
}
