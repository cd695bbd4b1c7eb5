import { type Order, type OrderEvent, type Subject, WaycastError } from '@waycast/contract';
import { type Access, denial } from '../../../kernel/access.ts';
import type { Offers } from '../../../ports/offers.ts';
import type { OrderStep, StoredOrder } from '../../../ports/orders.ts';
import type { Registry } from '../../../ports/registry.ts';
import type { OrderCounter } from '../../../ports/taxi-desk.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';
import { orderAnswer } from '../order-answer.ts';
import { type AcceptParts, createAcceptOrder } from './accept-order.ts';
import { createOrder } from './create-order.ts';
import { follow } from './lifecycle.ts';
import { listOrders } from './list-orders.ts';
import { partyOf, requireVisible } from './order-party.ts';
import { arrive, assign, cancel, complete, type Doer, release, start } from './order-steps.ts';
import { ServiceAreas } from './service-areas.ts';

export interface CounterParts extends AcceptParts {
  readonly offers: Pick<Offers, 'close'>;
  readonly taxiSettings: Pick<TaxiSettingsStore, 'get'>;
  readonly registry: Pick<Registry, 'drivers'>;
  readonly access: Pick<Access, 'may'>;
}

type Decide = (order: StoredOrder, by: Doer) => OrderStep | undefined;

export function createOrderCounter(parts: CounterParts): OrderCounter {
  const { orders, access, clock } = parts;
  const areas = new ServiceAreas();
  const accept = createAcceptOrder(parts);
  const manages = (subject: Subject): Promise<boolean> => access.may(subject, 'manage:orders', '');

  /** The order, where the subject may see it. */
  async function seen(subject: Subject, orderId: string): Promise<StoredOrder> {
    const [all, order] = await Promise.all([manages(subject), orders.get(subject.tenant, orderId)]);
    return requireVisible(subject, all, orderId, order);
  }

  async function changed(subject: Subject, orderId: string, decide: Decide): Promise<Order> {
    const all = await manages(subject);
    const order = await orders.change(subject.tenant, orderId, (found) => {
      const party = partyOf(subject, all, found);
      if (party === undefined) throw denial(subject, 'read:order', orderId);
      return decide(found, { party, id: subject.id });
    });
    if (order === undefined) throw denial(subject, 'read:order', orderId);
    return orderAnswer(order);
  }

  return {
    async create(subject, order, idempotencyKey) {
      return orderAnswer(
        await createOrder({ ...parts, areas }, subject, await manages(subject), order, idempotencyKey),
      );
    },
    async list(subject, query) {
      const page = await listOrders(orders, subject, await manages(subject), query);
      return { items: page.orders.map(orderAnswer), nextCursor: page.nextCursor };
    },
    get: async (subject, orderId) => orderAnswer(await seen(subject, orderId)),
    async timeline(subject, orderId) {
      await seen(subject, orderId);
      const events = await orders.timeline(subject.tenant, orderId);
      return (await manages(subject)) ? events : events.map(withoutDrivers);
    },
    accept: async (subject, orderId, vehicleId) => orderAnswer(await accept(subject, orderId, vehicleId)),
    decline: (subject, orderId) => decline(parts, subject, orderId),
    async release(subject, orderId, reason) {
      const { expiresAfterS } = await parts.taxiSettings.get(subject.tenant);
      const expiresAt = clock.now() + expiresAfterS * 1000;
      return changed(subject, orderId, (order, by) => release(order, by, reason, expiresAt));
    },
    async assign(subject, orderId, driverId, vehicleId) {
      await requireKnown(parts, subject.tenant, driverId);
      return changed(subject, orderId, (order, by) => assign(order, by, driverId, vehicleId));
    },
    arrive: (subject, orderId) => changed(subject, orderId, arrive),
    start: (subject, orderId) => changed(subject, orderId, start),
    complete: (subject, orderId) => changed(subject, orderId, complete),
    cancel: (subject, orderId, reason) => changed(subject, orderId, (order, by) => cancel(order, by, reason)),
  };
}

/** Of an offer to all drivers there is nothing to close; the answer is the same. */
async function decline({ orders, offers }: CounterParts, subject: Subject, orderId: string): Promise<Order> {
  const { tenant, id } = subject;
  const order = await orders.get(tenant, orderId);
  const party = order && partyOf(subject, false, order);
  if (order === undefined || party === undefined) throw denial(subject, 'read:order', orderId);
  follow(order, 'decline', party);
  await offers.close(tenant, orderId, id, 'declined');
  return orderAnswer((await orders.get(tenant, orderId)) ?? order);
}

/** A typing mistake would leave the order with a driver who does not exist, and nobody would come. */
async function requireKnown(
  { registry, taxiDrivers }: CounterParts,
  tenant: string,
  driverId: string,
): Promise<void> {
  if ((await registry.drivers.get(tenant, driverId)) !== undefined) return;
  if ((await taxiDrivers.get(tenant, driverId)) !== undefined) return;
  throw new WaycastError(
    'invalid',
    `driverId: there is no driver ${driverId}; create it first with PUT /api/registry/drivers/${driverId}, or correct the id`,
  );
}

/** Which drivers were asked, and how far away they were, is for dispatchers. */
function withoutDrivers(event: OrderEvent): OrderEvent {
  if (event.change !== 'offered') return event;
  const { drivers: _, ...detail } = event.detail;
  return { ...event, detail };
}
