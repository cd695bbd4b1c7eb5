import { shortMoment } from '../words/clock.ts';
import type { Goal } from './eta-words.ts';
import type { ActiveShare } from './follower.ts';

type SharedRide = ActiveShare & { readonly kind: 'order' };
type SharedTrip = ActiveShare & { readonly kind: 'trip' };

/** What stands above the map. */
export function nameOf(share: ActiveShare): string {
  if (share.label !== null) return share.label;
  if (share.kind === 'vehicle') return share.vehicleId;
  return share.kind === 'order' ? 'A ride' : 'A trip';
}

/** Where the vehicle is expected next. */
export function goalOf(share: ActiveShare): Goal {
  if (share.kind !== 'order') return 'destination';
  return share.status === 'IN_PROGRESS' ? 'drop-off' : 'pick-up';
}

/** How far a ride or trip is. */
export function stageWords(share: SharedRide | SharedTrip, now: number): string {
  if (share.kind === 'order') return STAGES[share.status];
  if (share.status !== 'SCHEDULED') return 'On its way';
  return `Has not left yet; it is to leave ${shortMoment(Date.parse(share.scheduledStart), now)}`;
}

/** From where to where, as far as the places have names; undefined: none has. */
export function wayWords({ pickup, dropoff }: SharedRide): string | undefined {
  const [from, to] = [pickup.name, dropoff?.name];
  if (from == null) return to == null ? undefined : `To ${to}`;
  return to == null ? `From ${from}` : `From ${from} to ${to}`;
}

/** Until when the link works. */
export function endWords({ kind, expiresAt }: ActiveShare, now: number): string {
  const latest = shortMoment(Date.parse(expiresAt), now);
  if (kind === 'vehicle') return `This link ends ${latest}`;
  return `This link ends with the ${kind === 'order' ? 'ride' : 'trip'}, at the latest ${latest}`;
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
