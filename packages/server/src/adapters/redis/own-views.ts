import { keyName } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { hashFields } from './hash-fields.ts';
import type { Redis } from './redis.ts';
import { numberOf } from './replies.ts';
import { isReachable, type KeyedCommand, onReturn, sendAll } from './send-all.ts';
import { serverNames } from './server-names.ts';

/** Views written again at once. */
const BATCH = 500;

/** A driver who looks at an order on this server. */
export interface View {
  readonly tenant: string;
  readonly orderId: string;
  readonly driverId: string;
}

export interface OwnViewsParts {
  readonly redis: Redis;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly viewersTtlS: number;
}

/** This server's views of orders, in the documented sets and among what the server owns, renewed while they last. */
export class OwnViews {
  readonly #parts: OwnViewsParts;
  readonly #ownedKey: string;
  readonly #views = new Map<string, View>();
  readonly #endReturn: () => void;
  #cancelRenewal: () => void;

  constructor(parts: OwnViewsParts) {
    this.#parts = parts;
    this.#ownedKey = serverNames(parts.serverId, parts.redis.cluster).views;
    this.#endReturn = onReturn(parts.redis, () => void this.#attempt(() => this.#rewrite()));
    this.#cancelRenewal = this.#renewLater();
  }

  /** Resolves to the order's viewers. Rejects while Redis is away; the view is then written on return. */
  async add(view: View): Promise<number> {
    this.#views.set(fieldOf(view), view);
    await this.#write([view]);
    return this.count(view);
  }

  /** The same the other way round. */
  async remove(view: View): Promise<number> {
    this.#views.delete(fieldOf(view));
    await this.#erase([view]);
    return this.count(view);
  }

  async count(order: Omit<View, 'driverId'>): Promise<number> {
    const key = this.#viewersKey(order);
    return numberOf(await this.#parts.redis.command(key, ['SCARD', key]));
  }

  async end(): Promise<void> {
    this.#endReturn();
    this.#cancelRenewal();
    const views = [...this.#views.values()];
    this.#views.clear();
    if (views.length > 0) await this.#attempt(() => this.#erase(views));
  }

  #renewLater(): () => void {
    const renewMs = (this.#parts.viewersTtlS * 1000) / 3;
    return this.#parts.clock.after(renewMs, () => {
      this.#cancelRenewal = this.#renewLater();
      void this.#attempt(() => this.#rewrite());
    });
  }

  /** Writes every view again, and erases those of this server that ended while Redis was away. */
  async #rewrite(): Promise<void> {
    for await (const batch of hashFields(this.#parts.redis, this.#ownedKey)) {
      await this.#erase(batch.flatMap(([field]) => (this.#views.has(field) ? [] : (viewOf(field) ?? []))));
    }
    const views = [...this.#views.values()];
    for (let at = 0; at < views.length; at += BATCH) {
      await this.#write(views.slice(at, at + BATCH).filter((view) => this.#views.has(fieldOf(view))));
    }
  }

  async #write(views: readonly View[]): Promise<void> {
    const ttl = String(this.#parts.viewersTtlS);
    const commands = views.flatMap((view): KeyedCommand[] => {
      const key = this.#viewersKey(view);
      return [
        ['HSET', this.#ownedKey, fieldOf(view), ''],
        ['SADD', key, view.driverId],
        ['EXPIRE', key, ttl],
      ];
    });
    await sendAll(this.#parts.redis, commands);
  }

  async #erase(views: readonly View[]): Promise<void> {
    const commands = views.flatMap((view): KeyedCommand[] => [
      ['SREM', this.#viewersKey(view), view.driverId],
      ['HDEL', this.#ownedKey, fieldOf(view)],
    ]);
    await sendAll(this.#parts.redis, commands);
  }

  #viewersKey({ tenant, orderId }: Omit<View, 'driverId'>): string {
    return keyName('orderViewers', tenant, orderId, { cluster: this.#parts.redis.cluster });
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    const { redis, log } = this.#parts;
    if (!isReachable(redis)) return;
    // What fails now is written with the next renewal, or when Redis is back.
    await write().catch((error) => log.debug({ err: error }, 'views of orders were not stored'));
  }
}

function fieldOf({ tenant, orderId, driverId }: View): string {
  return `${tenant} ${orderId} ${driverId}`;
}

/** The view that a field of what a server owns stands for; undefined for what cannot be one. */
export function viewOf(field: string): View | undefined {
  const [tenant, orderId, driverId] = field.split(' ');
  if (tenant === undefined || orderId === undefined || driverId === undefined) return undefined;
  return { tenant, orderId, driverId };
}
