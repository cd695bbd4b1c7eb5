import { ORDER_STATUSES, type OrderActor, type OrderStatus, WaycastError } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { StoredOrder } from '../../../ports/orders.ts';

/*
 *   NEW ──offered──▶ OFFERED ──accept──▶ ACCEPTED ──arrive──▶ ARRIVING ──start──▶ IN_PROGRESS ──complete──▶ COMPLETED
 *    └────────────────accept────────────────▲
 *
 * `assign` leads to ACCEPTED, and `release` back to NEW, until the ride begins; `cancel` to CANCELLED. Offering and
 * expiring (NEW, OFFERED ──▶ EXPIRED) are the dispatcher's own doing.
 */

export const ORDER_VERBS = [
  'accept',
  'decline',
  'release',
  'assign',
  'arrive',
  'start',
  'complete',
  'cancel',
] as const;
export type OrderVerb = (typeof ORDER_VERBS)[number];

/** What somebody is to an order: `driver` has it, a `colleague` is a driver who has not. */
export const ORDER_PARTIES = ['rider', 'driver', 'colleague', 'dispatcher'] as const;
export type OrderParty = (typeof ORDER_PARTIES)[number];

interface Rule {
  readonly to: OrderStatus;
  readonly by: readonly OrderParty[];
}
type Rules = Readonly<Partial<Record<OrderStatus, Rule>>>;

const DRIVING = ['driver', 'dispatcher'] as const;

const RULES: Readonly<Record<OrderVerb, Rules>> = {
  accept: {
    NEW: { to: 'ACCEPTED', by: ['colleague'] },
    OFFERED: { to: 'ACCEPTED', by: ['colleague'] },
  },
  decline: {
    NEW: { to: 'NEW', by: ['colleague'] },
    OFFERED: { to: 'OFFERED', by: ['colleague'] },
  },
  release: {
    ACCEPTED: { to: 'NEW', by: DRIVING },
    ARRIVING: { to: 'NEW', by: DRIVING },
  },
  assign: {
    NEW: { to: 'ACCEPTED', by: ['dispatcher'] },
    OFFERED: { to: 'ACCEPTED', by: ['dispatcher'] },
    ACCEPTED: { to: 'ACCEPTED', by: ['dispatcher'] },
    ARRIVING: { to: 'ACCEPTED', by: ['dispatcher'] },
  },
  arrive: { ACCEPTED: { to: 'ARRIVING', by: DRIVING } },
  start: { ARRIVING: { to: 'IN_PROGRESS', by: DRIVING } },
  complete: { IN_PROGRESS: { to: 'COMPLETED', by: DRIVING } },
  cancel: {
    NEW: { to: 'CANCELLED', by: ['rider', 'dispatcher'] },
    OFFERED: { to: 'CANCELLED', by: ['rider', 'dispatcher'] },
    ACCEPTED: { to: 'CANCELLED', by: ['rider', 'dispatcher'] },
    // A driver at the pick-up where nobody comes ends it; before that, it gives the order back.
    ARRIVING: { to: 'CANCELLED', by: ['rider', 'driver', 'dispatcher'] },
    IN_PROGRESS: { to: 'CANCELLED', by: ['dispatcher'] },
  },
};

/** What of an order decides what may be done to it. */
export type OrderState = Pick<
  StoredOrder,
  'orderId' | 'status' | 'driverId' | 'cancelledBy' | 'reason' | 'endedAt'
>;

/** The status that follows; `done`: it is so already, by the same doing. Throws `conflict` or `forbidden`. */
export function follow(order: OrderState, verb: OrderVerb, party: OrderParty): OrderStatus | 'done' {
  const rules = RULES[verb];
  const rule = rules[order.status];
  if (rule?.by.includes(party)) return rule.to;
  if (isRepeated(order, verb, party)) return 'done';
  const everMay = partiesOf(rules);
  if (everMay.includes(party))
    throw new WaycastError('conflict', `${describeOrder(order)}; ${verb} is not possible now${next(order)}`);
  throw new WaycastError('forbidden', `${describeOrder(order)}; ${verb} is for ${named(everMay)}`);
}

/** `order o-81 is ACCEPTED by driver driver-3`, `order o-81 was cancelled by its rider at … (My plans changed)`. */
export function describeOrder({ orderId, status, driverId, ...order }: OrderState): string {
  const at = order.endedAt === null ? '' : ` at ${isoTime(order.endedAt)}`;
  switch (status) {
    case 'NEW':
    case 'OFFERED':
      return `order ${orderId} is ${status} and no driver's yet`;
    case 'ACCEPTED':
    case 'ARRIVING':
    case 'IN_PROGRESS':
      return `order ${orderId} is ${status} with driver ${driverId}`;
    case 'COMPLETED':
      return `order ${orderId} was COMPLETED by driver ${driverId}${at}`;
    case 'CANCELLED': {
      const why = order.reason === null ? '' : ` (${order.reason})`;
      return `order ${orderId} was CANCELLED by ${ACTORS[order.cancelledBy ?? 'system']}${at}${why}`;
    }
    case 'EXPIRED':
      return `order ${orderId} has EXPIRED${at}, for nobody accepted it in time`;
  }
}

/** Who asks again after a lost reply is told the same; for whom somebody else has done it, it is a conflict. */
function isRepeated(order: OrderState, verb: OrderVerb, party: OrderParty): boolean {
  if (verb === 'cancel') return order.status === 'CANCELLED' && order.cancelledBy === party;
  if (verb !== 'arrive' && verb !== 'start' && verb !== 'complete') return false;
  const isDriving = party === 'driver' || party === 'dispatcher';
  return isDriving && Object.values(RULES[verb]).some(({ to }) => to === order.status);
}

function next({ status }: OrderState): string {
  const possible = ORDER_VERBS.flatMap((verb) => {
    const by = RULES[verb][status]?.by;
    return by === undefined ? [] : [`${verb} (${named(by)})`];
  });
  return possible.length === 0 ? ': it is over' : `. Possible: ${possible.join(', ')}`;
}

function partiesOf(rules: Rules): OrderParty[] {
  const named = ORDER_STATUSES.flatMap((status) => rules[status]?.by ?? []);
  return ORDER_PARTIES.filter((party) => named.includes(party));
}

const PARTIES: Readonly<Record<OrderParty, string>> = {
  rider: 'its rider',
  driver: 'its driver',
  colleague: 'any free driver',
  dispatcher: 'a dispatcher',
};
const ACTORS: Readonly<Record<OrderActor, string>> = {
  rider: 'its rider',
  driver: 'its driver',
  dispatcher: 'a dispatcher',
  system: 'the system',
};

function named(parties: readonly OrderParty[]): string {
  return parties.map((party) => PARTIES[party]).join(' or ');
}
