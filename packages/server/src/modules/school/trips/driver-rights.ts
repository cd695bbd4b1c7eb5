import type { Subject } from '@waycast/contract';
import type { TripRights } from '../../../ports/trip-rights.ts';
import type { StoredTrip, Trips } from '../../../ports/trips.ts';

/** Drivers follow the trips that are assigned to them, and those that a vehicle of their token runs or ran. */
export function driverRights(trips: Pick<Trips, 'get'>): TripRights {
  return {
    async mayFollow(subject, tripId) {
      if (!subject.roles.has('driver')) return false;
      const trip = await trips.get(subject.tenant, tripId);
      return trip !== undefined && isDrivers(subject, trip);
    },
  };
}

function isDrivers({ id, vehicles }: Subject, trip: StoredTrip): boolean {
  if (trip.driverId === id) return true;
  if (trip.vehicleId !== null && vehicles.has(trip.vehicleId)) return true;
  return trip.vehicles.some(({ vehicleId }) => vehicles.has(vehicleId));
}
