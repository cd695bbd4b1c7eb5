import type { Subject } from '@waycast/contract';
import { denial } from '../../../kernel/access.ts';
import type { StoredOrder } from '../../../ports/orders.ts';
import { isOpen } from '../order-states.ts';
import type { OrderParty } from './lifecycle.ts';

/** What the subject is to the order; undefined: nothing, and it is as if there were none. */
export function partyOf(subject: Subject, manages: boolean, order: StoredOrder): OrderParty | undefined {
  const drives = subject.roles.has('driver');
  if (drives && order.driverId === subject.id) return 'driver';
  if (manages) return 'dispatcher';
  if (order.riderId === subject.id) return 'rider';
  return drives ? 'colleague' : undefined;
}

/** The same for who only looks: drivers see what is open, and their own. Rejects with `not_found`. */
export function requireVisible(
  subject: Subject,
  manages: boolean,
  orderId: string,
  order: StoredOrder | undefined,
): StoredOrder {
  const party = order && partyOf(subject, manages, order);
  if (order === undefined || party === undefined) throw denial(subject, 'read:order', orderId);
  if (party === 'colleague' && !isOpen(order)) throw denial(subject, 'read:order', orderId);
  return order;
}

/** Who did it, as rows and answers have it. */
export function actorName(party: OrderParty, id: string): string {
  return `${party === 'colleague' ? 'driver' : party}:${id}`;
}
