const REGION = 'spv2bc';

const QUALITY = {
  roughness: 1.12,
  low: 0.94,
  high: 1.31,
  quality: 'FAIR' as const,
  confidence: 0.72,
  observations: 41,
  devices: 6,
  trend: 0.004,
  observedAt: '2026-05-04T07:45:50.000Z',
};

const SEGMENT = {
  segmentId: 'way-4097656~2',
  name: 'Boulevard Albert 1er',
  roadClass: 'primary',
  oneWay: true,
  lengthM: 148.2,
  coordinates: [[7.4209, 43.7347] as [number, number], [7.4217, 43.7359] as [number, number]],
  kind: 'segment' as const,
  quality: QUALITY,
};

const HAZARD = {
  hazardId: 'h-17',
  type: 'POTHOLE' as const,
  latitude: 43.7351,
  longitude: 7.4212,
  note: 'In the right lane',
  confirmations: 2,
  dismissals: 0,
  confidence: 0.84,
  region: REGION,
  reportedAt: '2026-05-04T07:31:00.000Z',
  confirmedAt: '2026-05-04T07:45:50.000Z',
  expiresAt: '2026-08-04T01:12:07.000Z',
};

/** Bodies of the routes of roads. */
export const ROAD_BODIES = {
  postObservations: {
    observations: [
      {
        timestamp: '2026-05-04T07:45:50.000Z',
        latitude: 43.7351,
        longitude: 7.4212,
        accuracy: 5,
        speed: 11.2,
        heading: 38,
        roughness: 1.4,
      },
      { timestamp: '2026-05-04T07:45:52.000Z', longitude: 7.4214, roughness: 0.9 },
    ],
  },
  importSegments: {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature',
        id: 'way-4097656',
        properties: { name: SEGMENT.name, highway: SEGMENT.roadClass, oneway: 'yes' },
        geometry: { type: 'LineString', coordinates: SEGMENT.coordinates },
      },
    ],
  },
  postHazard: {
    hazardId: HAZARD.hazardId,
    type: HAZARD.type,
    latitude: HAZARD.latitude,
    longitude: HAZARD.longitude,
    note: HAZARD.note,
  },
};

/** Answers of the routes of roads. */
export const ROAD_ANSWERS = {
  postObservations: {
    accepted: 1,
    repeated: 0,
    rejected: [
      {
        index: 1,
        code: 'invalid',
        message: 'latitude (or lat) is missing; it takes degrees from -90 to 90',
      },
    ],
  },
  roadSegments: {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature' as const,
        id: SEGMENT.segmentId,
        geometry: { type: 'LineString', coordinates: SEGMENT.coordinates },
        properties: {
          segmentId: SEGMENT.segmentId,
          name: SEGMENT.name,
          roadClass: SEGMENT.roadClass,
          oneWay: SEGMENT.oneWay,
          lengthM: SEGMENT.lengthM,
          kind: SEGMENT.kind,
          ...QUALITY,
        },
      },
    ],
    truncated: false,
  },
  roadSegment: SEGMENT,
  segmentAnalytics: {
    items: [
      { from: '2026-05-02T22:00:00.000Z', observations: 18, devices: 4, roughness: 1.08, speed: 11.4 },
      { from: '2026-05-03T22:00:00.000Z', observations: 23, devices: 5, roughness: 1.15, speed: 10.9 },
    ],
  },
  importSegments: { segments: 5213, lines: 1411, lengthM: 187_204.5, replaced: 0, dryRun: false },
  recomputeRoads: { observations: 48_211, matched: 47_903, segments: 2117, tookMs: 4812 },
  postHazard: HAZARD,
  listHazards: { items: [HAZARD] },
  confirmHazard: { ...HAZARD, confirmations: 3, confidence: 0.93 },
  dismissHazard: { ...HAZARD, dismissals: 1, confidence: 0.34 },
  region: {
    geohash: REGION,
    members: 12,
    neighbours: [{ geohash: 'spv2bb', members: 3 }],
    hazards: [HAZARD],
  },
};
