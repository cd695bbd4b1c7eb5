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

/** After so many changed versions, or as many as there were, all are read again: the store tells not what it forgets. */
const MIN_APPLIED = 1000;

/** Tenants whose fences are kept at hand. */
const MAX_TENANTS = 500;

export interface VehicleFencesParts {
  readonly store: Pick<FenceStore, 'revision' | 'versions'>;
  readonly clock: Clock;
}

interface Held {
  fences: TenantFences;
  revision: number;
  /** Versions that were taken in since all were read, and how many may be until they are read again. */
  applied: number;
  mostApplied: number;
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
      applied: 0,
      mostApplied: 0,
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
      const all = held.applied >= held.mostApplied;
      const { revision, versions } = await store.versions(tenant, all ? 0 : held.revision);
      if (all) held.fences = new TenantFences();
      held.fences.apply(versions);
      held.revision = revision;
      held.applied = all ? 0 : held.applied + versions.length;
      if (all) held.mostApplied = Math.max(MIN_APPLIED, versions.length);
    }
    held.checkedAt = checkedAt;
  }
}
