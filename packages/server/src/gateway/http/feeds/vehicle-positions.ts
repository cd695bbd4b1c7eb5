import type { LiveVehicle } from '@waycast/contract';
import type { z } from 'zod';
import type { Message, Shape } from './protobuf.ts';

// https://gtfs.org/documentation/realtime/reference/

type Location = z.infer<typeof LiveVehicle>;

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

const VEHICLE_POSITION: Shape = {
  position: { number: 2, type: POSITION },
  timestamp: { number: 5, type: 'uint64' },
  vehicle: { number: 8, type: VEHICLE_DESCRIPTOR },
};

/** The part of GTFS-Realtime's FeedMessage that a feed of positions has. */
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
    type: { id: { number: 1, type: 'string' }, vehicle: { number: 4, type: VEHICLE_POSITION } },
  },
};

/**
 * The feed of vehicles whose last position is at most `maxAgeS` older than `atS`, the time of the feed; both in
 * seconds. A device's clock that runs ahead must not make a position newer than its feed.
 */
export function vehiclePositions(locations: readonly Location[], atS: number, maxAgeS: number): Message {
  const entity = locations.flatMap((location): Message[] => {
    const measuredS = Math.floor(Date.parse(location.timestamp) / 1000);
    return measuredS < atS - maxAgeS ? [] : [entityOf(location, Math.min(measuredS, atS))];
  });
  return {
    header: { gtfsRealtimeVersion: VERSION, incrementality: 'FULL_DATASET', timestamp: atS },
    entity,
  };
}

function entityOf(location: Location, timestamp: number): Message {
  const { vehicleId, name, latitude, longitude, heading, speed } = location;
  return {
    id: vehicleId,
    vehicle: {
      position: { latitude, longitude, bearing: heading, speed },
      timestamp,
      vehicle: { id: vehicleId, label: name ?? vehicleId },
    },
  };
}
