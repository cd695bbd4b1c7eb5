import type { Place, TaxiSettings } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { createFence, type Fence, fromLngLat, tidyShape } from '@waycast/geo';
import { LRUCache } from 'lru-cache';

const MAX_TENANTS = 500;

type Areas = TaxiSettings['serviceAreas'];

interface Prepared {
  /** What they were made of. */
  readonly text: string;
  readonly fences: readonly Fence[];
}

/** Where the rides of tenants begin and end. What is made of a tenant's areas is kept until they change. */
export class ServiceAreas {
  readonly #prepared = new LRUCache<string, Prepared>({ max: MAX_TENANTS });

  /** Throws `invalid` that names the field and the areas. */
  require(tenant: string, areas: Areas, field: 'pickup' | 'dropoff', place: Place): void {
    if (areas.length === 0) return;
    if (this.#fencesOf(tenant, areas).some((fence) => fence.distanceM(place) <= 0)) return;
    const names = areas.map(({ name }) => name).join(', ');
    throw new WaycastError(
      'invalid',
      `${field}: ${place.latitude}, ${place.longitude} lies outside the service areas; rides begin and end in: ${names}`,
    );
  }

  #fencesOf(tenant: string, areas: Areas): readonly Fence[] {
    const text = JSON.stringify(areas);
    const known = this.#prepared.get(tenant);
    if (known?.text === text) return known.fences;
    const fences = areas.map(({ ring }) =>
      createFence(tidyShape({ type: 'polygon', outer: ring.map((corner) => fromLngLat(corner)) })),
    );
    this.#prepared.set(tenant, { text, fences });
    return fences;
  }
}
