// What examples.ts shows of the routes of reports.

export const REPORT_EXAMPLES = {
  reportTrips: {
    items: [
      {
        vehicleId: 'bus-7',
        startsAt: '2026-05-04T07:41:10.000Z',
        endsAt: '2026-05-04T08:55:02.000Z',
        durationS: 4432,
        distanceM: 13_897.2,
        averageSpeed: 3.1,
        maxSpeed: 16.5,
        from: { latitude: 52.6292, longitude: -8.6618 },
        to: { latitude: 52.6741, longitude: -8.5722 },
        inferred: false,
      },
    ],
    nextCursor: null,
  },
  reportStops: {
    items: [
      {
        vehicleId: 'bus-7',
        startsAt: '2026-05-04T08:55:02.000Z',
        endsAt: null,
        durationS: 1260,
        idlingS: 240,
        latitude: 52.6741,
        longitude: -8.5722,
        inferred: false,
      },
    ],
    nextCursor: null,
  },
  reportSummary: {
    timeZone: 'Europe/Dublin',
    items: [
      {
        vehicleId: 'bus-7',
        day: '2026-05-04',
        distanceM: 184_220.5,
        movingS: 31_020,
        standingS: 9540,
        idlingS: 1260,
        maxSpeed: 22.4,
        trips: 9,
        stops: 9,
        overspeeds: 2,
        firstFixAt: '2026-05-04T05:31:04.000Z',
        lastFixAt: '2026-05-04T17:12:40.000Z',
        fixes: 4120,
        ignored: 3,
      },
    ],
    nextCursor: null,
  },
  vehicleEvents: {
    items: [
      {
        kind: 'geofence' as const,
        startsAt: '2026-05-04T07:31:10.000Z',
        endsAt: '2026-05-04T07:44:02.000Z',
        durationS: 772,
        geofenceId: 'depot-north',
        geofenceName: 'Depot North',
        inferred: false,
      },
      {
        kind: 'overspeed' as const,
        startsAt: '2026-05-04T08:02:15.000Z',
        endsAt: '2026-05-04T08:02:45.000Z',
        durationS: 30,
        maxSpeed: 25.1,
        speedLimit: 22.2,
        at: { latitude: 52.6613, longitude: -8.6241 },
      },
    ],
    nextCursor: null,
  },
  odometer: { vehicleId: 'bus-7', distanceM: 8_412_906.4, judgedTo: '2026-05-04T07:45:50.000Z' },
  fixVerdict: {
    vehicleId: 'bus-7',
    time: '2026-05-04T07:45:50.000Z',
    verdict: 'ignored' as const,
    rule: 'jump' as const,
    explanation:
      'No vehicle gets there and away again: from the fix before 1240 m in 5 s take 238.1 m/s, where at most 75 m/s ' +
      'is believed, to the fix after 1236 m in 5 s take 237.3 m/s, where at most 75 m/s is believed.',
    before: { metres: 1240, seconds: 5, mps: 238.1, limitMps: 75 },
    after: { metres: 1236, seconds: 5, mps: 237.3, limitMps: 75 },
  },
};
