import type { LiveVehicle } from '@waycast/contract';
import type { z } from 'zod';
import type { Message } from './protobuf.ts';
import { feedOf } from './realtime-shapes.ts';

type Location = z.infer<typeof LiveVehicle>;

/**
 * The feed of vehicles whose last position is at most `maxAgeS` older than `atS`, the time of the feed; both in
 * seconds. A device's clock that runs ahead must not make a position newer than its feed. `tripOf` describes the trip
 * that a vehicle runs now.
 */
export function vehiclePositions(
  locations: readonly Location[],
  atS: number,
  maxAgeS: number,
  tripOf: (vehicleId: string) => Message | undefined,
): Message {
  const entity = locations.flatMap((location): Message[] => {
    const measuredS = Math.floor(Date.parse(location.timestamp) / 1000);
    return measuredS < atS - maxAgeS
      ? []
      : [entityOf(location, Math.min(measuredS, atS), tripOf(location.vehicleId))];
  });
  return feedOf(entity, atS);
}

function entityOf(location: Location, timestamp: number, trip: Message | undefined): Message {
  const { vehicleId, name, latitude, longitude, heading, speed } = location;
  return {
    id: vehicleId,
    vehicle: {
      trip,
      position: { latitude, longitude, bearing: heading, speed },
      timestamp,
      vehicle: { id: vehicleId, label: name ?? vehicleId },
    },
  };
}
