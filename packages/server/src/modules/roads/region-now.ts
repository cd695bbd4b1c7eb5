import type { RegionNow } from '@waycast/contract';
import { geohashNeighbours } from '@waycast/geo';
import type { Clock } from '../../ports/clock.ts';
import type { Hazards } from '../../ports/hazards.ts';
import type { Presence } from '../../ports/presence.ts';
import { answer } from './hazards/hazard-desk.ts';

/** Hazards of a region that are told, the newest first. */
export const REGION_HAZARDS = 50;

interface RegionNowParts {
  readonly hazards: Pick<Hazards, 'inRegion'>;
  readonly presence: Pick<Presence, 'region'>;
  readonly clock: Clock;
}

/** How many are in a region and around it, and what is to be heeded there. */
export function createRegionNow({ hazards, presence, clock }: RegionNowParts) {
  return async (tenant: string, geohash: string): Promise<RegionNow> => {
    const now = clock.now();
    const around = geohashNeighbours(geohash);
    const [here, there] = await Promise.all([
      Promise.all([geohash, ...around].map((cell) => presence.region(tenant, cell))),
      hazards.inRegion(tenant, geohash, now, REGION_HAZARDS),
    ]);
    const [own, ...neighbours] = here.map(({ geohash: cell, members }) => ({ geohash: cell, members }));
    return {
      geohash,
      members: own?.members ?? 0,
      neighbours,
      hazards: there.map((hazard) => answer(hazard, now)),
    };
  };
}
