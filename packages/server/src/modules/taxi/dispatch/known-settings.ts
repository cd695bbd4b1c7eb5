import type { TaxiSettings } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';

/** What another server changed is known by then. */
const MAX_AGE_MS = 5000;
const MAX_TENANTS = 10_000;

interface Known {
  readonly readAt: number;
  readonly settings: Promise<TaxiSettings>;
}

/** How tenants dispatch, read again every few seconds. */
export class KnownSettings {
  readonly #store: TaxiSettingsStore;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_TENANTS });

  constructor(store: TaxiSettingsStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  of(tenant: string): Promise<TaxiSettings> {
    const known = this.#known.get(tenant);
    if (known !== undefined && this.#clock.now() - known.readAt < MAX_AGE_MS) return known.settings;
    const read: Known = { readAt: this.#clock.now(), settings: this.#store.get(tenant) };
    this.#known.set(tenant, read);
    read.settings.catch(() => {
      if (this.#known.get(tenant) === read) this.#known.delete(tenant);
    });
    return read.settings;
  }

  async put(tenant: string, settings: TaxiSettings): Promise<void> {
    await this.#store.put(tenant, settings);
    this.#known.delete(tenant);
  }
}
