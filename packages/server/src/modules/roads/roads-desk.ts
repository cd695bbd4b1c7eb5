import { WaycastError } from '@waycast/contract';
import { isoTime } from '../../kernel/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Hazards } from '../../ports/hazards.ts';
import type { Presence } from '../../ports/presence.ts';
import type { RoadObservations } from '../../ports/road-observations.ts';
import type { RoadSegments } from '../../ports/road-segments.ts';
import type { RoadsDesk } from '../../ports/roads-desk.ts';
import type { Tenants } from '../../ports/tenants.ts';
import { createHazardDesk } from './hazards/hazard-desk.ts';
import { createImportLines } from './lines/import-lines.ts';
import { createObserve } from './observations/observe.ts';
import { createRegionNow } from './region-now.ts';
import { createTiles } from './segments/road-tiles.ts';
import { segmentAnswer, segmentFeature } from './segments/segment-answer.ts';
import { spanEdges } from './segments/span-edges.ts';

interface RoadsDeskParts {
  readonly observations: RoadObservations;
  readonly roadSegments: RoadSegments;
  readonly hazards: Hazards;
  readonly presence: Pick<Presence, 'region'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly clock: Clock;
  /** There is something to be matched. */
  readonly wake: () => void;
  readonly recompute: RoadsDesk['recompute'];
  /** What is there in a region has changed. */
  readonly regionChanged: (tenant: string, region: string) => void;
}

export function createRoadsDesk(parts: RoadsDeskParts): RoadsDesk {
  const { roadSegments, wake, regionChanged: changed } = parts;
  return {
    observe: createObserve({ ...parts, stored: wake }),
    importLines: createImportLines({ roadSegments, replaced: wake }),
    recompute: parts.recompute,
    region: createRegionNow(parts),
    ...createHazardDesk({ ...parts, changed }),
    ...segmentReader(parts),
    tile: createTiles(parts),
  };
}

function segmentReader({
  roadSegments,
  tenants,
  clock,
}: RoadsDeskParts): Pick<RoadsDesk, 'segments' | 'segment' | 'analytics'> {
  async function get(tenant: string, segmentId: string) {
    const segment = await roadSegments.get(tenant, segmentId);
    if (segment === undefined) throw new WaycastError('not_found', `there is no segment ${segmentId}`);
    return segment;
  }

  return {
    async segments(tenant, { bbox, minConfidence, limit }) {
      const now = clock.now();
      const found = await roadSegments.inBox(tenant, bbox, { minConfidence, now }, limit + 1);
      const features = found.slice(0, limit).map((segment) => segmentFeature(segment, now));
      return { type: 'FeatureCollection', features, truncated: found.length > limit };
    },
    segment: async (tenant, segmentId) => segmentAnswer(await get(tenant, segmentId), clock.now()),
    async analytics(tenant, segmentId, span) {
      const { timeZone } = await tenants.settings(tenant);
      const edges = spanEdges(span, timeZone, clock.now());
      await get(tenant, segmentId);
      const items = await roadSegments.analytics(tenant, segmentId, edges);
      return { items: items.map((item) => ({ ...item, from: isoTime(item.from) })) };
    },
  };
}
