/** What followers of a trip get. */
export const TRIP_UPDATE = {
  tripId: 'north-0730~2026-05-04',
  status: 'IN_PROGRESS' as const,
  nextStop: { stopId: 'stop-4', name: 'Colbert Station', eta: '2026-05-04T07:46:40.000Z' },
  studentsBoarded: 12,
  studentsExpected: 27,
  currentLocation: { latitude: 52.6638, longitude: -8.6267 },
  vehicleId: 'bus-7',
  etaRange: { p10: '2026-05-04T07:46:10.000Z', p90: '2026-05-04T07:47:25.000Z' },
  delayS: 85,
  offRoute: false,
  timestamp: '2026-05-04T07:45:50.000Z',
};
