import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Registry, VehicleLabel } from '../../ports/registry.ts';

/** How long another server's change may go unnoticed. */
const CACHE_MS = 5000;
const MAX_TENANTS = 1000;

type Of = ReadonlyMap<string, VehicleLabel>;

interface Known {
  readonly labels: Promise<Of>;
  readonly at: number;
}

export interface Labels {
  /** Never rejects: when they cannot be read, those that were read last, or else none. */
  of(tenant: string): Promise<Of>;
  forget(tenant: string): void;
}

/** Names and groups of a tenant's vehicles, read at most every 5 s. */
export function createLabels(registry: Registry, clock: Clock, log: Log): Labels {
  const known = new LRUCache<string, Known>({ max: MAX_TENANTS });
  const lastRead = new LRUCache<string, Of>({ max: MAX_TENANTS });

  async function read(tenant: string): Promise<Of> {
    try {
      const labels = await registry.labels(tenant);
      lastRead.set(tenant, labels);
      return labels;
    } catch (error) {
      log.warn({ err: error, tenant }, 'names of vehicles could not be read');
      return lastRead.get(tenant) ?? new Map();
    }
  }

  return {
    of(tenant) {
      const now = clock.now();
      const cached = known.get(tenant);
      if (cached !== undefined && now - cached.at < CACHE_MS) return cached.labels;
      const labels = read(tenant);
      known.set(tenant, { labels, at: now });
      return labels;
    },
    forget: (tenant) => void known.delete(tenant),
  };
}
