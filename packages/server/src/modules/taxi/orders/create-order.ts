import { createHash, randomBytes } from 'node:crypto';
import { type NewOrder, type Subject, WaycastError } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import type { Clock } from '../../../ports/clock.ts';
import type { OrderCreation, Orders, OrderToStore, StoredOrder } from '../../../ports/orders.ts';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';
import { actorName } from './order-party.ts';
import type { ServiceAreas } from './service-areas.ts';

/** Nearer than this it is no ride. */
const SAME_PLACE_M = 20;
const ID_BYTES = 9;

export interface CreateParts {
  readonly orders: Pick<Orders, 'create'>;
  readonly taxiSettings: Pick<TaxiSettingsStore, 'get'>;
  readonly areas: ServiceAreas;
  readonly clock: Clock;
}

/** Rejects with `invalid`, `forbidden` for somebody else's ride, and `conflict` for a key or an id that is taken. */
export async function createOrder(
  parts: CreateParts,
  subject: Subject,
  manages: boolean,
  input: NewOrder,
  idempotencyKey: string | undefined,
): Promise<StoredOrder> {
  const { tenant } = subject;
  const { pickup, dropoff } = input;
  const riderId = riderOf(subject, manages, input);
  requireRide(input);
  const settings = await parts.taxiSettings.get(tenant);
  parts.areas.require(tenant, settings.serviceAreas, 'pickup', pickup);
  if (dropoff) parts.areas.require(tenant, settings.serviceAreas, 'dropoff', dropoff);
  const order: OrderToStore = {
    tenant,
    orderId: input.orderId ?? `o-${randomBytes(ID_BYTES).toString('base64url').replaceAll('_', '.')}`,
    riderId,
    pickup,
    dropoff: dropoff ?? null,
    note: input.note ?? null,
    passengers: input.passengers ?? 1,
    expiresAt: parts.clock.now() + settings.expiresAfterS * 1000,
    by: actorName(manages ? 'dispatcher' : 'rider', subject.id),
    idempotency:
      idempotencyKey === undefined
        ? null
        : { subject: subject.id, key: idempotencyKey, digest: digestOf(input) },
  };
  return created(await parts.orders.create(order), order);
}

/** A customer orders for itself. */
function riderOf(subject: Subject, manages: boolean, { riderId }: NewOrder): string | null {
  if (manages) return riderId ?? null;
  if (riderId === undefined || riderId === subject.id) return subject.id;
  throw new WaycastError(
    'forbidden',
    `riderId: a customer orders for itself, ${subject.id}; for ${riderId} a dispatcher can order`,
  );
}

function requireRide({ pickup, dropoff }: NewOrder): void {
  const apartM = dropoff ? distanceM(pickup, dropoff) : Number.POSITIVE_INFINITY;
  if (apartM >= SAME_PLACE_M) return;
  throw new WaycastError(
    'invalid',
    `dropoff: lies ${Math.round(apartM)} m from the pick-up; it takes a place that is ${SAME_PLACE_M} m away or more, or leave it out`,
  );
}

/** Of what was asked, whichever way its fields were ordered: decoded input has the order of the schema. */
function digestOf(input: NewOrder): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}

function created(creation: OrderCreation, { orderId, idempotency }: OrderToStore): StoredOrder {
  switch (creation.outcome) {
    case 'created':
    case 'again':
      return creation.order;
    case 'key-reused':
      throw new WaycastError(
        'conflict',
        `Idempotency-Key ${idempotency?.key}: was sent with another order; repeat that one as it was, or order anew with another key`,
      );
    case 'id-taken':
      throw new WaycastError(
        'conflict',
        `orderId: there is an order ${orderId} already; choose another, or leave it out`,
      );
  }
}
