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
/** Vehicles whose groups are, and for how long. */
const MAX_VEHICLES = 20_000;
const GROUPS_MS = 10_000;
const NO_GROUPS: ReadonlySet<string> = new Set();

export interface VehicleFencesParts {
  readonly store: Pick<FenceStore, 'revision' | 'versions'>;
  readonly clock: Clock;
  /** The groups that a vehicle is in. */
  readonly groupsOf: (tenant: string, vehicleId: string) => Promise<ReadonlySet<string>>;
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
  readonly #groups = new LRUCache<string, { readonly groups: ReadonlySet<string>; readonly askedAt: number }>(
    {
      max: MAX_VEHICLES,
    },
  );

  constructor(parts: VehicleFencesParts) {
    this.#parts = parts;
  }

  async indexFor(tenant: string, vehicleId: string): Promise<FenceIndex> {
    const held = this.#held(tenant);
    if (this.#parts.clock.now() - held.checkedAt >= CHECK_MS) await this.#check(tenant, held);
    const groups = held.fences.usesGroups ? await this.#groupsOf(tenant, vehicleId) : NO_GROUPS;
    return held.fences.indexFor(vehicleId, groups);
  }

  async #groupsOf(tenant: string, vehicleId: string): Promise<ReadonlySet<string>> {
    const key = `${tenant} ${vehicleId}`;
    const now = this.#parts.clock.now();
    const known = this.#groups.get(key);
    if (known !== undefined && now - known.askedAt < GROUPS_MS) return known.groups;
    const groups = await this.#parts.groupsOf(tenant, vehicleId);
    this.#groups.set(key, { groups, askedAt: now });
    return groups;
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
