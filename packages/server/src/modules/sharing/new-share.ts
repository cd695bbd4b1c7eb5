import { SHARE_LIMITS, type ShareInput, type Subject, WaycastError } from '@waycast/contract';
import { parseTime } from '../../kernel/parse-time.ts';
import type { StoredShare } from '../../ports/share-store.ts';
import { newShareId } from './share-secret.ts';

/** A link as it is to be stored; throws `invalid` for times that no link has. `now` is epoch ms. */
export function newShare(subject: Subject, input: ShareInput, now: number): StoredShare {
  const { label = null, until } = input;
  return {
    tenant: subject.tenant,
    shareId: newShareId(),
    ...sharedBy(input, now),
    label,
    expiresAt: until?.time === undefined ? now + SHARE_LIMITS.defaultMs : expiry(until.time, now),
    createdBy: subject.id,
    createdAt: now,
    revokedAt: null,
    endedAt: null,
    lastUsedAt: null,
    uses: 0,
  };
}

function sharedBy(
  input: ShareInput,
  now: number,
): Pick<StoredShare, 'vehicleId' | 'orderId' | 'tripId' | 'destination' | 'trailFrom' | 'endsOn'> {
  const nothing = {
    vehicleId: '',
    orderId: null,
    tripId: null,
    destination: null,
    trailFrom: null,
    endsOn: null,
  };
  if (input.kind === 'order') return { ...nothing, orderId: input.orderId };
  if (input.kind === 'trip')
    return { ...nothing, tripId: input.tripId, destination: input.destination ?? null };
  const { vehicleId, destination = null, trailFrom, until } = input;
  const from = trailFrom == null ? null : trailStart(parseTime('trailFrom', trailFrom), now);
  return { ...nothing, vehicleId, destination, trailFrom: from, endsOn: until?.on ?? null };
}

function trailStart(from: number, now: number): number {
  if (from < now - SHARE_LIMITS.trailMs)
    throw new WaycastError('invalid', 'trailFrom: lies more than 24 hours back; a link shows no older trail');
  return Math.min(from, now);
}

function expiry(time: string | number, now: number): number {
  const at = parseTime('until.time', time);
  if (at <= now) throw new WaycastError('invalid', 'until.time: lies in the past; a link ends in the future');
  if (at > now + SHARE_LIMITS.maxMs)
    throw new WaycastError(
      'invalid',
      'until.time: lies more than 31 days ahead, the longest that a link lasts',
    );
  return at;
}
