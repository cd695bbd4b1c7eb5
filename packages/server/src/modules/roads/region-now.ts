import type { Hazard, RegionNow } from '@waycast/contract';
import { geohashNeighbours } from '@waycast/geo';
import type { Clock } from '../../ports/clock.ts';
import type { Hazards } from '../../ports/hazards.ts';
import type { Presence } from '../../ports/presence.ts';
import { answer } from './hazards/hazard-desk.ts';

/** Hazards of a region that are told, the newest first. */
const REGION_HAZARDS = 50;

interface RegionHazardsParts {
  readonly hazards: Pick<Hazards, 'inRegion'>;
  readonly clock: Clock;
}

/** The hazards of a region as clients get them. */
export async function hazardsOf(
  { hazards, clock }: RegionHazardsParts,
  tenant: string,
  geohash: string,
): Promise<Hazard[]> {
  const now = clock.now();
  const there = await hazards.inRegion(tenant, geohash, now, REGION_HAZARDS);
  return there.map((hazard) => answer(hazard, now));
}

interface RegionNowParts extends RegionHazardsParts {
  readonly presence: Pick<Presence, 'region'>;
}

/** How many are in a region and around it, and what is to be heeded there. */
export function createRegionNow(parts: RegionNowParts) {
  return async (tenant: string, geohash: string): Promise<RegionNow> => {
    const around = geohashNeighbours(geohash);
    const [here, hazards] = await Promise.all([
      Promise.all([geohash, ...around].map((cell) => parts.presence.region(tenant, cell))),
      hazardsOf(parts, tenant, geohash),
    ]);
    const [own, ...neighbours] = here.map(({ geohash: cell, members }) => ({ geohash: cell, members }));
    return {
      geohash,
      members: own?.members ?? 0,
      neighbours,
      hazards,
    };
  };
}
