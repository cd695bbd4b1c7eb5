import { shortMoment } from '../words/clock.ts';
import type { Goal } from './eta-words.ts';
import type { ActiveShare } from './follower.ts';

type SharedRide = ActiveShare & { readonly kind: 'order' };

/** What stands above the map. */
export function nameOf(share: ActiveShare): string {
  return share.label ?? (share.kind === 'order' ? 'A ride' : share.vehicleId);
}

/** Where the vehicle is expected next. */
export function goalOf(share: ActiveShare): Goal {
  if (share.kind === 'vehicle') return 'destination';
  return share.status === 'IN_PROGRESS' ? 'drop-off' : 'pick-up';
}

/** How far a ride is. */
export function stageWords({ status }: SharedRide): string {
  return STAGES[status];
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
  return kind === 'order'
    ? `This link ends with the ride, at the latest ${latest}`
    : `This link ends ${latest}`;
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
