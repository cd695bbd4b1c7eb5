import { z } from 'zod';
import type { ServerTotals } from '../../ports/presence.ts';
import { pairsOf } from './hash-fields.ts';
import { parseObject } from './json-text.ts';
import type { Redis } from './redis.ts';
import { listOf } from './replies.ts';
import { SERVERS_KEY } from './server-names.ts';

/** A server as it stands in the registry: its totals and when it last said so, in ms of Redis's clock. */
export interface Registered {
  readonly at: number;
  readonly totals: ServerTotals;
}

export interface RegistryReading {
  /** Redis's clock in ms. */
  readonly now: number;
  readonly servers: ReadonlyMap<string, Registered>;
}

const Entry = z.object({
  at: z.number(),
  connections: z.number(),
  drivers: z.number(),
  users: z.number(),
  viewers: z.number(),
});

/** The list of servers. Times are those of Redis, so that the clocks of hosts do not matter. */
export class ServerRegistry {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async read(): Promise<RegistryReading> {
    const [time, hash] = await Promise.all([
      this.#redis.command(SERVERS_KEY, ['TIME']),
      this.#redis.command(SERVERS_KEY, ['HGETALL', SERVERS_KEY]),
    ]);
    const servers = new Map<string, Registered>();
    for (const [id, text] of pairsOf(hash)) {
      const { data } = Entry.safeParse(parseObject(text));
      if (data !== undefined) servers.set(id, registered(id, data));
    }
    return { now: millisecondsOf(time), servers };
  }

  async write({ id, ...totals }: ServerTotals): Promise<void> {
    const at = millisecondsOf(await this.#redis.command(SERVERS_KEY, ['TIME']));
    await this.#redis.command(SERVERS_KEY, ['HSET', SERVERS_KEY, id, JSON.stringify({ at, ...totals })]);
  }

  async remove(id: string): Promise<void> {
    await this.#redis.command(SERVERS_KEY, ['HDEL', SERVERS_KEY, id]);
  }
}

function registered(id: string, { at, ...totals }: z.infer<typeof Entry>): Registered {
  return { at, totals: { id, ...totals } };
}

function millisecondsOf(time: unknown): number {
  const [seconds, micros] = listOf(time).map(Number);
  return (seconds ?? 0) * 1000 + Math.floor((micros ?? 0) / 1000);
}
