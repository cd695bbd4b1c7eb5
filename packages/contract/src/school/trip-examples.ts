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

const SUMMARY = {
  tripId: TRIP_UPDATE.tripId,
  name: 'North, morning',
  routeId: 'north',
  scheduleId: 'north-0730',
  direction: 'to_school' as const,
  serviceDate: '2026-05-04',
  status: TRIP_UPDATE.status,
  vehicleId: 'bus-7',
  driverId: 'driver-3',
  scheduledStart: '2026-05-04T07:30:00.000Z',
  scheduledEnd: '2026-05-04T08:15:00.000Z',
  startedAt: '2026-05-04T07:31:10.000Z',
  startedBy: 'driver:driver-3',
  endedAt: null,
  endedBy: null,
  reason: null,
  delayS: TRIP_UPDATE.delayS,
  offRouteSince: null,
  nextStop: { ...TRIP_UPDATE.nextStop, stopSequence: 4 },
  studentsBoarded: TRIP_UPDATE.studentsBoarded,
  studentsExpected: TRIP_UPDATE.studentsExpected,
  alerts: [],
  updatedAt: '2026-05-04T07:31:10.412Z',
};

const TRIP = {
  ...SUMMARY,
  line: [
    [-8.6267, 52.6638],
    [-8.6244, 52.6586],
  ] as [number, number][],
  stops: [
    {
      ...{ stopId: 'stop-4', stopSequence: 4, name: 'Colbert Station' },
      ...{ latitude: 52.6586, longitude: -8.6244, radiusM: 50 },
      scheduledAt: '2026-05-04T07:45:00.000Z',
      ...{ approachedAt: null, arrivedAt: null, departedAt: null, distanceM: null },
      ...{ inferred: false, skipped: false, late: false, toBoard: 5, toAlight: 0 },
    },
  ],
  vehicles: [{ vehicleId: 'bus-7', from: '2026-05-04T07:31:10.000Z', until: null }],
};

/** Bodies of the trip routes. */
export const SCHOOL_TRIP_BODIES = {
  createTrip: {
    scheduleId: 'north-0730',
    date: '2026-05-04',
    tripId: 'north-second-bus',
    vehicleId: 'bus-8',
  },
  startTrip: { at: '2026-05-04T07:31:10.000Z' },
  completeTrip: { at: '2026-05-04T08:14:02.000Z' },
  cancelTrip: { reason: 'The road is closed by snow' },
  substituteTrip: { vehicleId: 'bus-8', at: '2026-05-04T07:46:00.000Z' },
};

/** Answers of the trip routes. */
export const SCHOOL_TRIP_ANSWERS = {
  listTrips: { items: [SUMMARY], nextCursor: null },
  createTrip: TRIP,
  trip: TRIP,
  startTrip: TRIP,
  completeTrip: TRIP,
  cancelTrip: TRIP,
  substituteTrip: TRIP,
};
