import type { Subject } from '@waycast/contract';
import type { Right } from '../../kernel/access.ts';
import { type Action, policyOf } from '../../kernel/policies.ts';
import type { HttpParts } from './parts.ts';

/** Notes that the subject reads of a vehicle or trip, and by what right; `id` is null for all of the tenant. */
export function noteRead(
  notes: HttpParts['people']['notes'],
  { tenant, id: subjectId, roles }: Subject,
  action: Action,
  id: string | null,
  { via, studentId = null }: Right,
): void {
  const isTrip = policyOf(action).on === 'trip';
  const what = { vehicleId: isTrip ? null : id, tripId: isTrip ? id : null, studentId };
  notes.read({ tenant, subjectId, roles: [...roles], action, ...what, via });
}
