import type { TaxiSettings } from '@waycast/contract';

/** How tenants dispatch; the contract's defaults until they say otherwise. Rejects with `unavailable`. */
export interface TaxiSettingsStore {
  get(tenant: string): Promise<TaxiSettings>;
  put(tenant: string, settings: TaxiSettings): Promise<void>;
}
