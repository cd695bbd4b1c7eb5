import { type Subject, WaycastError } from '@waycast/contract';

/** A driver named a vehicle that it may not drive. */
export function notTheirs(subject: Subject, vehicleId: string): WaycastError {
  return new WaycastError('forbidden', `vehicle ${vehicleId} is not yours: ${ownVehicles(subject)}`);
}

function ownVehicles({ vehicles }: Subject): string {
  return vehicles.size === 0
    ? 'the token names none'
    : `the token names ${[...vehicles].slice(0, 10).join(', ')}`;
}
