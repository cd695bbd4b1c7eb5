import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { FenceIndex, FenceStore, VehicleFences } from '../../../ports/fences.ts';
import { TenantFences } from './tenant-fences.ts';

/** Servers ask this often whether a tenant's fences have changed. */
const CHECK_MS = 2000;

/**
 * A change counts from this long after it was made, so that every server knows it before it has to judge a fix by it:
 * two servers, or one that judges again later, then never disagree about a fix.
 */
export const CHANGE_DELAY_MS = 5000;

/** Tenants whose fences are kept at hand. */
const MAX_TENANTS = 500;

export interface VehicleFencesParts {
  readonly store: Pick<FenceStore, 'revision' | 'versions'>;
  readonly clock: Clock;
}

interface Held {
  readonly fences: TenantFences;
  revision: number;
  checkedAt: number;
  checking: Promise<void> | undefined;
}

/** Each tenant's fences in memory, read when they are first asked for and kept in step with the store. */
export class FenceCache implements VehicleFences {
  readonly #parts: VehicleFencesParts;
  readonly #tenants = new LRUCache<string, Held>({ max: MAX_TENANTS });

  constructor(parts: VehicleFencesParts) {
    this.#parts = parts;
  }

  async indexFor(tenant: string, vehicleId: string, groups: ReadonlySet<string>): Promise<FenceIndex> {
    const held = this.#held(tenant);
    if (this.#parts.clock.now() - held.checkedAt >= CHECK_MS) await this.#check(tenant, held);
    return held.fences.indexFor(vehicleId, groups);
  }

  /** This server has changed them: the next question is answered from the store. */
  changed(tenant: string): void {
    const held = this.#tenants.get(tenant);
    if (held !== undefined) held.checkedAt = Number.NEGATIVE_INFINITY;
  }

  #held(tenant: string): Held {
    const held = this.#tenants.get(tenant) ?? {
      fences: new TenantFences(),
      revision: 0,
      checkedAt: Number.NEGATIVE_INFINITY,
      checking: undefined,
    };
    this.#tenants.set(tenant, held);
    return held;
  }

  #check(tenant: string, held: Held): Promise<void> {
    held.checking ??= this.#read(tenant, held).finally(() => {
      held.checking = undefined;
    });
    return held.checking;
  }

  async #read(tenant: string, held: Held): Promise<void> {
    const { store, clock } = this.#parts;
    const checkedAt = clock.now();
    if ((await store.revision(tenant)) !== held.revision) {
      const { revision, versions } = await store.versions(tenant, held.revision);
      held.fences.apply(versions);
      held.revision = revision;
    }
    held.checkedAt = checkedAt;
  }
}
