import type { ActiveShare } from './follower.ts';

type SharedRide = ActiveShare & { readonly kind: 'order' };

/** What stands above the map. */
export function nameOf(share: ActiveShare): string {
  return share.label ?? (share.kind === 'order' ? 'A ride' : share.vehicleId);
}

/** How far a ride is, and from where to where, as far as its places have names. */
export function rideWords(ride: SharedRide): string {
  const from = ride.pickup.name == null ? '' : ` from ${ride.pickup.name}`;
  const to = ride.dropoff?.name == null ? '' : ` to ${ride.dropoff.name}`;
  const way = `${from}${to}`;
  return way === '' ? STAGES[ride.status] : `${STAGES[ride.status]} ·${way}`;
}

const STAGES: Readonly<Record<SharedRide['status'], string>> = {
  NEW: 'Waiting for a driver',
  OFFERED: 'Waiting for a driver',
  ACCEPTED: 'The driver is on the way',
  ARRIVING: 'The driver is at the pick-up',
  IN_PROGRESS: 'On the ride',
  COMPLETED: 'The ride is over',
  CANCELLED: 'The ride was cancelled',
  EXPIRED: 'Nobody could take the ride',
};
