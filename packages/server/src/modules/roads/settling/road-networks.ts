import { LRUCache } from 'lru-cache';
import type { RoadSegments } from '../../../ports/road-segments.ts';
import { RoadMatcher } from '../matching/road-matcher.ts';

/** Tenants whose roads are kept in memory, each some tens of MB for a city. */
const MAX_TENANTS = 8;

/** The newest roads of tenants, ready to match. */
export class RoadNetworks {
  readonly #segments: Pick<RoadSegments, 'version' | 'all'>;
  readonly #known = new LRUCache<string, { version: number; matcher: RoadMatcher }>({ max: MAX_TENANTS });

  constructor(segments: Pick<RoadSegments, 'version' | 'all'>) {
    this.#segments = segments;
  }

  async of(tenant: string): Promise<RoadMatcher> {
    // Read first: what is replaced in between is then read again the next time.
    const version = await this.#segments.version(tenant);
    const known = this.#known.get(tenant);
    if (known?.version === version) return known.matcher;
    const matcher = new RoadMatcher(await this.#segments.all(tenant));
    this.#known.set(tenant, { version, matcher });
    return matcher;
  }
}
