const CENTER = { latitude: 52.6586, longitude: -8.6244 };

const DEPOT = {
  name: 'Colbert Station',
  shape: { type: 'circle' as const, center: CENTER, radiusM: 120 },
  dwellS: 600,
  appliesTo: null,
};
const STORED = { id: 'colbert', ...DEPOT, changedAt: '2026-05-04T07:30:05.000Z' };
const FEATURE = {
  type: 'Feature',
  id: 'quay',
  geometry: {
    type: 'LineString',
    coordinates: [
      [-8.6301, 52.6668],
      [-8.6262, 52.6681],
    ],
  },
  properties: { name: 'Along the quay', widthM: 60 },
};

/** Bodies of the geofence routes. */
export const GEOFENCE_BODIES = {
  createGeofence: { id: 'colbert', ...DEPOT },
  importGeofences: { type: 'FeatureCollection' as const, features: [FEATURE] },
  putGeofence: DEPOT,
};

/** Answers of the geofence routes. */
export const GEOFENCE_ANSWERS = {
  listGeofences: { items: [STORED], nextCursor: null },
  createGeofence: STORED,
  importGeofences: { stored: 1, ids: ['quay'] },
  geofence: STORED,
  putGeofence: STORED,
};
