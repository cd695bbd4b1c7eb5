import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { fleetChannel } from './names.ts';
import type { Redis } from './redis.ts';

/** One message per tenant at most this often. */
const BATCH_MS = 20;
/** More than this leave at once. */
const MAX_UPDATES = 500;

/** What this server broadcast of vehicles, for those who follow a whole fleet: one message a tenant and 20 ms. */
export class FleetBatches {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pending = new Map<string, string[]>();
  #cancel: (() => void) | undefined;

  constructor(redis: Redis, clock: Clock, log: Log) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
  }

  /** Adds a vehicle's position, given as JSON. */
  add(tenant: string, update: string): void {
    const updates = this.#pending.get(tenant) ?? [];
    this.#pending.set(tenant, updates);
    updates.push(update);
    if (updates.length >= MAX_UPDATES) void this.#send(tenant, updates);
    else this.#cancel ??= this.#clock.after(BATCH_MS, () => void this.flush());
  }

  /** Sends what waits; resolves when it is out, or failed. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await Promise.all([...this.#pending].map(([tenant, updates]) => this.#send(tenant, updates)));
  }

  async #send(tenant: string, updates: readonly string[]): Promise<void> {
    this.#pending.delete(tenant);
    const message = `{"updates":[${updates.join()}]}`;
    // Never sharded: on a Cluster every node passes it on.
    await this.#redis
      .command(undefined, ['PUBLISH', fleetChannel(tenant), message])
      // Followers of the fleet list it after a break, and every few seconds.
      .catch((error) => this.#log.debug({ err: error }, 'could not publish a batch of positions'));
  }
}
