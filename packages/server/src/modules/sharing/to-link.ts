import type { ShareLink } from '@waycast/contract';
import { isoTime } from '../../kernel/iso-time.ts';
import type { StoredShare } from '../../ports/share-store.ts';
import { endOf } from './share-links.ts';

/** What is shared. */
export function kindOf({ orderId, tripId }: StoredShare): ShareLink['kind'] {
  if (orderId !== null) return 'order';
  return tripId === null ? 'vehicle' : 'trip';
}

/** A link as its maker sees it, without its secret. */
export function toLink(share: StoredShare, now: number): ShareLink {
  return {
    shareId: share.shareId,
    kind: kindOf(share),
    vehicleId: share.vehicleId === '' ? null : share.vehicleId,
    orderId: share.orderId,
    tripId: share.tripId,
    state: endOf(share, now)?.state ?? 'active',
    label: share.label,
    destination: share.destination,
    trailFrom: timeOrNull(share.trailFrom),
    expiresAt: isoTime(share.expiresAt),
    endsOn: share.endsOn,
    createdBy: share.createdBy,
    createdAt: isoTime(share.createdAt),
    revokedAt: timeOrNull(share.revokedAt),
    endedAt: timeOrNull(share.endedAt),
    lastUsedAt: timeOrNull(share.lastUsedAt),
    uses: share.uses,
  };
}

export function timeOrNull(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}
