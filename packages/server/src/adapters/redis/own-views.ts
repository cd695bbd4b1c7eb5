import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { hashFields } from './hash-fields.ts';
import type { Redis } from './redis.ts';
import { isReachable, onReturn } from './send-all.ts';
import { serverNames } from './server-names.ts';
import {
  eraseViews,
  fieldOf,
  type View,
  type ViewsThen,
  viewOf,
  type WrittenViewsParts,
  writeViews,
} from './written-views.ts';

/** Views written again at once. */
const BATCH = 500;

export interface OwnViewsParts {
  readonly redis: Redis;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly viewersTtlS: number;
  /** These came or left, or may have. */
  readonly changed: (views: readonly View[]) => void;
}

/** This server's views, in the documented sets and among what the server owns, renewed while they last. */
export class OwnViews {
  readonly #parts: OwnViewsParts;
  readonly #written: WrittenViewsParts;
  readonly #views = new Map<string, View>();
  readonly #endReturn: () => void;
  #cancelRenewal: () => void;

  constructor(parts: OwnViewsParts) {
    this.#parts = parts;
    this.#written = { ...parts, ownedKey: serverNames(parts.serverId, parts.redis.cluster).views };
    this.#endReturn = onReturn(parts.redis, () => void this.#attempt(() => this.#rewrite('returned')));
    this.#cancelRenewal = this.#renewLater();
  }

  /** Resolves to the number of viewers. Rejects while Redis is away; the view is then written on return. */
  async add(view: View): Promise<number> {
    this.#views.set(fieldOf(view), view);
    return this.#told(await writeViews(this.#written, [view]));
  }

  /** The same the other way round. */
  async remove(view: View): Promise<number> {
    this.#views.delete(fieldOf(view));
    return this.#told(await eraseViews(this.#written, [view]));
  }

  async end(): Promise<void> {
    this.#endReturn();
    this.#cancelRenewal();
    const views = [...this.#views.values()];
    this.#views.clear();
    await this.#attempt(async () => {
      for (let at = 0; at < views.length; at += BATCH) {
        this.#told(await eraseViews(this.#written, views.slice(at, at + BATCH)));
      }
    });
  }

  #told(then: readonly ViewsThen[]): number {
    const changed = then.flatMap((one) => one.changed);
    if (changed.length > 0) this.#parts.changed(changed);
    return then[0]?.count ?? 0;
  }

  #renewLater(): () => void {
    const renewMs = (this.#parts.viewersTtlS * 1000) / 3;
    return this.#parts.clock.after(renewMs, () => {
      this.#cancelRenewal = this.#renewLater();
      void this.#attempt(() => this.#rewrite('in time'));
    });
  }

  /** Writes every view again, and erases those of this server that ended while Redis was away. */
  async #rewrite(why: 'returned' | 'in time'): Promise<void> {
    for await (const batch of hashFields(this.#parts.redis, this.#written.ownedKey)) {
      const ended = batch.flatMap(([field]) => (this.#views.has(field) ? [] : (viewOf(field) ?? [])));
      if (ended.length > 0) this.#told(await eraseViews(this.#written, ended));
    }
    const views = [...this.#views.values()];
    for (let at = 0; at < views.length; at += BATCH) {
      const some = views.slice(at, at + BATCH).filter((view) => this.#views.has(fieldOf(view)));
      if (some.length > 0) this.#told(await writeViews(this.#written, some));
    }
    // Meanwhile followers were told what this server knew alone.
    if (why === 'returned' && views.length > 0) this.#parts.changed(views);
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    const { redis, log } = this.#parts;
    if (!isReachable(redis)) return;
    // What fails now is written with the next renewal, or when Redis is back.
    await write().catch((error) => log.debug({ err: error }, 'views were not stored'));
  }
}
