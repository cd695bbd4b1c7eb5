import type { DriverOffers, Order, Place } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';
import { groupOf } from '../words/order-words.ts';

/** An order that the driver may accept, as a card. */
export interface OfferCard {
  readonly orderId: string;
  /** Offered to this driver; else to all. */
  readonly own: boolean;
  readonly pickup: Place;
  readonly dropoff: Place | null;
  readonly note: string | null;
  readonly passengers: number;
  readonly distanceM: number | null;
  readonly pickupS: number | null;
  readonly offeredAt: string;
  readonly expiresAt: string;
  /** Why it cannot be accepted any more, in words; null: it can. */
  readonly gone: string | null;
}

/** Why a card leaves, and since when. */
export interface Departure {
  readonly why: string;
  readonly atMs: number;
}

/** A card that leaves stays this long, so that one can read why. */
const LEAVES_AFTER_MS = 4000;

interface Known {
  readonly offers: DriverOffers['offers'];
  /** Orders that any driver may accept. */
  readonly open: readonly Order[];
  readonly gone: ReadonlyMap<string, Departure>;
  /** What this driver does not want. */
  readonly declined: ReadonlySet<string>;
  readonly here: LatLng | null;
  /** By the server's clock. */
  readonly nowMs: number;
  /** Cards as they were: what left is still shown for a moment, although the server offers it no more. */
  readonly before: readonly OfferCard[];
}

/** What the driver may accept now, what expires first on top; each order once. */
export function offerCards({ offers, open, gone, declined, here, nowMs, before }: Known): OfferCard[] {
  const cards = new Map<string, OfferCard>();
  for (const card of before) if (gone.has(card.orderId)) cards.set(card.orderId, card);
  for (const { distanceM: away, round: _, ...offer } of offers)
    cards.set(offer.orderId, { ...offer, own: true, distanceM: away, gone: null });
  for (const order of open) {
    if (groupOf(order.status) !== 'open' || cards.has(order.orderId)) continue;
    const { orderId, pickup, dropoff, note, passengers, createdAt, expiresAt } = order;
    const away = here === null ? null : distanceM(here, pickup);
    const shared = { orderId, pickup, dropoff, note, passengers, expiresAt };
    cards.set(orderId, {
      ...shared,
      own: false,
      distanceM: away,
      pickupS: null,
      offeredAt: createdAt,
      gone: null,
    });
  }
  return [...cards.values()]
    .map((card) => ({ ...card, gone: gone.get(card.orderId)?.why ?? null }))
    .filter(({ orderId, expiresAt }) => {
      const left = gone.get(orderId);
      if (declined.has(orderId)) return false;
      return left === undefined ? Date.parse(expiresAt) > nowMs : nowMs - left.atMs < LEAVES_AFTER_MS;
    })
    .sort((a, b) => a.expiresAt.localeCompare(b.expiresAt) || a.orderId.localeCompare(b.orderId));
}

/** Why an order that changed cannot be accepted by `driverId`; undefined while it can. */
export function departureOf(
  { status, driverId }: Pick<Order, 'status' | 'driverId'>,
  own: string,
): string | undefined {
  if (groupOf(status) === 'open') return undefined;
  if (status === 'CANCELLED') return 'Cancelled';
  if (status === 'EXPIRED') return 'Time is up';
  if (driverId === own) return 'Yours';
  return driverId === null ? 'Taken' : `Taken by ${driverId}`;
}
