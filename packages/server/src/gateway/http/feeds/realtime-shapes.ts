import type { Message, Shape } from './protobuf.ts';

// The part of GTFS-Realtime that our feeds have: https://gtfs.org/documentation/realtime/reference/

const VERSION = '2.0';

const POSITION: Shape = {
  latitude: { number: 1, type: 'float' },
  longitude: { number: 2, type: 'float' },
  bearing: { number: 3, type: 'float' },
  speed: { number: 5, type: 'float' },
};

const VEHICLE_DESCRIPTOR: Shape = {
  id: { number: 1, type: 'string' },
  label: { number: 2, type: 'string' },
};

const TRIP_DESCRIPTOR: Shape = {
  tripId: { number: 1, type: 'string' },
  startTime: { number: 2, type: 'string' },
  startDate: { number: 3, type: 'string' },
  scheduleRelationship: {
    number: 4,
    type: 'enum',
    values: { SCHEDULED: 0, ADDED: 1, UNSCHEDULED: 2, CANCELED: 3 },
  },
  routeId: { number: 5, type: 'string' },
};

const VEHICLE_POSITION: Shape = {
  trip: { number: 1, type: TRIP_DESCRIPTOR },
  position: { number: 2, type: POSITION },
  timestamp: { number: 5, type: 'uint64' },
  vehicle: { number: 8, type: VEHICLE_DESCRIPTOR },
};

const STOP_TIME_EVENT: Shape = {
  delay: { number: 1, type: 'int32' },
  time: { number: 2, type: 'uint64' },
  uncertainty: { number: 3, type: 'int32' },
};

const STOP_TIME_UPDATE: Shape = {
  stopSequence: { number: 1, type: 'uint64' },
  arrival: { number: 2, type: STOP_TIME_EVENT },
  departure: { number: 3, type: STOP_TIME_EVENT },
  stopId: { number: 4, type: 'string' },
  scheduleRelationship: { number: 5, type: 'enum', values: { SCHEDULED: 0, SKIPPED: 1, NO_DATA: 2 } },
};

const TRIP_UPDATE: Shape = {
  trip: { number: 1, type: TRIP_DESCRIPTOR },
  stopTimeUpdate: { number: 2, type: STOP_TIME_UPDATE },
  vehicle: { number: 3, type: VEHICLE_DESCRIPTOR },
  timestamp: { number: 4, type: 'uint64' },
  delay: { number: 5, type: 'int32' },
};

const TEXT: Shape = {
  translation: {
    number: 1,
    type: { text: { number: 1, type: 'string' }, language: { number: 2, type: 'string' } },
  },
};

const ALERT: Shape = {
  activePeriod: {
    number: 1,
    type: { start: { number: 1, type: 'uint64' }, end: { number: 2, type: 'uint64' } },
  },
  informedEntity: {
    number: 5,
    type: {
      routeId: { number: 2, type: 'string' },
      trip: { number: 4, type: TRIP_DESCRIPTOR },
      stopId: { number: 5, type: 'string' },
    },
  },
  cause: { number: 6, type: 'enum', values: { UNKNOWN_CAUSE: 1, OTHER_CAUSE: 2 } },
  effect: {
    number: 7,
    type: 'enum',
    values: { NO_SERVICE: 1, SIGNIFICANT_DELAYS: 3, DETOUR: 4, MODIFIED_SERVICE: 6 },
  },
  headerText: { number: 10, type: TEXT },
  descriptionText: { number: 11, type: TEXT },
};

export const FEED_MESSAGE: Shape = {
  header: {
    number: 1,
    type: {
      gtfsRealtimeVersion: { number: 1, type: 'string' },
      incrementality: { number: 2, type: 'enum', values: { FULL_DATASET: 0, DIFFERENTIAL: 1 } },
      timestamp: { number: 3, type: 'uint64' },
    },
  },
  entity: {
    number: 2,
    type: {
      id: { number: 1, type: 'string' },
      tripUpdate: { number: 3, type: TRIP_UPDATE },
      vehicle: { number: 4, type: VEHICLE_POSITION },
      alert: { number: 5, type: ALERT },
    },
  },
};

/** A whole feed as of `atS`, in seconds. */
export function feedOf(entity: readonly Message[], atS: number): Message {
  return {
    header: { gtfsRealtimeVersion: VERSION, incrementality: 'FULL_DATASET', timestamp: atS },
    entity,
  };
}
