import type { Closers } from './closers.ts';
import type { Core } from './kernel/core.ts';
import type { RegionHazards } from './kernel/regions.ts';
import { RegionNewsDesk } from './modules/roads/region-news-desk.ts';
import { hazardsOf } from './modules/roads/region-now.ts';
import { createRoadsDesk } from './modules/roads/roads-desk.ts';
import { createRecompute } from './modules/roads/settling/recompute.ts';
import { RoadSettler } from './modules/roads/settling/road-settler.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Presence } from './ports/presence.ts';
import type { RoadsDesk } from './ports/roads-desk.ts';
import type { Tenants } from './ports/tenants.ts';
import type { Storage } from './storage.ts';

interface RoadParts {
  readonly store: Pick<Storage, 'observations' | 'roadSegments' | 'hazards'>;
  readonly presence: Presence;
  readonly tenants: Tenants;
  readonly clock: Clock;
  readonly log: Log;
}

/** Roads, in two steps: the kernel needs what is to be heeded in a region, and roads need the kernel to tell it. */
interface OpenRoads {
  readonly rights: { readonly regionHazards: RegionHazards };
  /** From now on observations are matched, and regions told of what is new. */
  start(core: Pick<Core, 'regions'>): { readonly roads: RoadsDesk; readonly settler: RoadSettler };
}

/** Roads: what phones observe, what follows from it, and hazards; matched and estimated until the closers run. */
export function openRoads({ store, ...parts }: RoadParts, closers: Closers): OpenRoads {
  const { observations, roadSegments, hazards } = store;
  const all = { ...parts, observations, roadSegments, hazards };
  return {
    rights: {
      async regionHazards(tenant, geohash) {
        try {
          return await hazardsOf(all, tenant, geohash);
        } catch (error) {
          // Who joins a region is told how many are there, also while the database is away.
          parts.log.debug({ err: error }, 'the hazards of a region could not be read');
          return undefined;
        }
      },
    },
    start({ regions }) {
      const news = new RegionNewsDesk({ ...all, tell: (...told) => regions.tell(...told) });
      const settler = new RoadSettler({
        ...all,
        changed: (tenant, changes) => news.qualitiesChanged(tenant, changes),
      });
      closers.push(
        () => settler.close(),
        () => news.close(),
      );
      const roads = createRoadsDesk({
        ...all,
        wake: () => settler.wake(),
        recompute: createRecompute({ ...all, settler }),
        regionChanged: (tenant, region) => news.hazardsChanged(tenant, region),
      });
      return { roads, settler };
    },
  };
}
