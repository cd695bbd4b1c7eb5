import { NewHazard, RoadObservations } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import { isNamed } from '../if-none-match.ts';
import type { HttpParts } from '../parts.ts';

type SegmentRoutes = Pick<
  Handlers,
  | 'postObservations'
  | 'roadSegments'
  | 'roadTile'
  | 'roadSegment'
  | 'segmentAnalytics'
  | 'importSegments'
  | 'recomputeRoads'
>;
type HazardRoutes = Pick<
  Handlers,
  'postHazard' | 'listHazards' | 'confirmHazard' | 'dismissHazard' | 'region'
>;

const TILE_TYPE = 'application/vnd.mapbox-vector-tile';

/** Roads, hazards and regions of the subject's tenant. */
export function roadRoutes(parts: HttpParts): SegmentRoutes & HazardRoutes {
  return { ...segmentRoutes(parts), ...hazardRoutes(parts) };
}

function segmentRoutes({ roads }: HttpParts): SegmentRoutes {
  return {
    postObservations: ({ subject, body }) =>
      roads.observe(subject, decodeBy(RoadObservations, body).observations),
    async roadSegments({ subject, query, reply }) {
      const found = await roads.segments(subject.tenant, query);
      return reply.type('application/geo+json').send(JSON.stringify(found));
    },
    async roadTile({ subject, params: { z, x, y }, query, request, reply }) {
      const tile = await roads.tile(subject.tenant, z, x, Number.parseInt(y, 10), query.minConfidence);
      reply.header('etag', tile.tag).header('cache-control', 'private, no-cache');
      if (isNamed(tile.tag, request.headers['if-none-match'])) return reply.code(304).send();
      return reply.type(TILE_TYPE).send(Buffer.from(tile.bytes()));
    },
    roadSegment: ({ subject, params }) => roads.segment(subject.tenant, params.id),
    segmentAnalytics: ({ subject, params, query }) => roads.analytics(subject.tenant, params.id, query),
    importSegments: ({ subject, query, body }) => roads.importLines(subject.tenant, body, query.dryRun),
    recomputeRoads: ({ subject }) => roads.recompute(subject.tenant),
  };
}

function hazardRoutes({ roads, access }: HttpParts): HazardRoutes {
  return {
    postHazard: ({ subject, body }) => roads.reportHazard(subject, decodeBy(NewHazard, body)),
    listHazards: async ({ subject, query }) => ({ items: await roads.hazards(subject.tenant, query) }),
    confirmHazard: ({ subject, params }) => roads.confirmHazard(subject, params.id),
    dismissHazard: ({ subject, params }) => roads.dismissHazard(subject, params.id),
    async region({ subject, params: { geohash } }) {
      await access.require(subject, 'follow:region', geohash);
      return roads.region(subject.tenant, geohash);
    },
  };
}
