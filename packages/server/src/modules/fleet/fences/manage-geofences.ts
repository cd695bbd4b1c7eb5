import { WaycastError } from '@waycast/contract';
import { shapeProblem, tidyShape } from '@waycast/geo';
import type { Clock } from '../../../ports/clock.ts';
import type { FenceStore, Geofence, Geofences } from '../../../ports/fences.ts';
import { CHANGE_DELAY_MS } from './vehicle-fences.ts';

export interface GeofencesParts {
  readonly store: FenceStore;
  readonly clock: Clock;
  /** Fences that a tenant may have. */
  readonly mostOf: (tenant: string) => Promise<number>;
  /** A tenant's fences are others now. */
  readonly changed: (tenant: string) => void;
}

/** Managing fences: shapes are tidied and judged, changes counted, and made to count from a little later on. */
export function createGeofences({ store, clock, mostOf, changed }: GeofencesParts): Geofences {
  async function change(tenant: string, fences: readonly Geofence[], mode: 'create' | 'replace') {
    const tidy = fences.map((fence) => judged(fence, fences.length > 1));
    const at = clock.now() + CHANGE_DELAY_MS;
    const stored = await store.change(tenant, { fences: tidy, mode, at, most: await mostOf(tenant) });
    changed(tenant);
    return stored;
  }

  return {
    list: (tenant, limit, after) => store.list(tenant, limit, after),
    get: (tenant, id) => store.get(tenant, id),
    async create(tenant, fence) {
      const [stored] = await change(tenant, [fence], 'create');
      if (stored === undefined) throw new WaycastError('internal', 'the fence was not stored');
      return stored;
    },
    replace: (tenant, fences) => change(tenant, fences, 'replace'),
    async remove(tenant, id) {
      const existed = await store.remove(tenant, id, clock.now() + CHANGE_DELAY_MS);
      changed(tenant);
      return existed;
    },
  };
}

/** The fence with its shape tidied; throws `invalid` for one that cannot be a fence. */
function judged(fence: Geofence, oneOfMany: boolean): Geofence {
  const shape = tidyShape(fence.shape);
  const problem = shapeProblem(shape);
  if (problem === undefined) return { ...fence, shape };
  throw new WaycastError('invalid', `${oneOfMany ? `fence ${fence.id}` : 'shape'}: ${problem}`);
}
