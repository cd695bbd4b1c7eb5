import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { Presence } from '../../../ports/presence.ts';

/** A tenant's drivers may be tens of thousands: they are not asked for with each order. */
const MAX_AGE_MS = 1000;
const MAX_TENANTS = 1000;

interface Known {
  readonly readAt: number;
  readonly ids: Promise<ReadonlySet<string>>;
}

/** Which drivers are connected, at whichever server, as of a second ago at most. */
export class ConnectedDrivers {
  readonly #presence: Pick<Presence, 'active'>;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_TENANTS });

  constructor(presence: Pick<Presence, 'active'>, clock: Clock) {
    this.#presence = presence;
    this.#clock = clock;
  }

  of(tenant: string): Promise<ReadonlySet<string>> {
    const known = this.#known.get(tenant);
    if (known !== undefined && this.#clock.now() - known.readAt < MAX_AGE_MS) return known.ids;
    const ids = this.#presence.active(tenant, 'drivers');
    this.#known.set(tenant, { readAt: this.#clock.now(), ids });
    return ids;
  }
}
