import type { Order, OrderStatus, Place } from '@waycast/contract';
import { positionText } from '../../words/figures.ts';
import { lastingText } from '../../words/lasting.ts';

/** In the order in which they want somebody. */
export const ORDER_GROUPS = ['open', 'active', 'ended'] as const;
export type OrderGroup = (typeof ORDER_GROUPS)[number];

export const GROUP_WORDS: Readonly<Record<OrderGroup, string>> = {
  open: 'Open',
  active: 'Active',
  ended: 'Ended',
};

export function groupOf(status: OrderStatus): OrderGroup {
  switch (status) {
    case 'NEW':
    case 'OFFERED':
      return 'open';
    case 'ACCEPTED':
    case 'ARRIVING':
    case 'IN_PROGRESS':
      return 'active';
    case 'COMPLETED':
    case 'CANCELLED':
    case 'EXPIRED':
      return 'ended';
    default:
      return status satisfies never;
  }
}

const STATUS_WORDS: Readonly<Record<OrderStatus, string>> = {
  NEW: 'New',
  OFFERED: 'Offered',
  ACCEPTED: 'Driver coming',
  ARRIVING: 'At the pick-up',
  IN_PROGRESS: 'Under way',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Nobody found',
};

export function statusWords(status: OrderStatus): string {
  return STATUS_WORDS[status];
}

/** A place by its name, else by its coordinates. */
export function placeText(place: Place): string {
  return place.name ?? positionText(place);
}

/** "Henry Street → Castle Park". */
export function wayText({ pickup, dropoff }: Pick<Order, 'pickup' | 'dropoff'>): string {
  return `${placeText(pickup)} → ${dropoff == null ? 'told on the way' : placeText(dropoff)}`;
}

/** "2 min 05 s left", and what it means when none is. */
export function countdownText(expiresAt: string, nowMs: number): string {
  const leftS = Math.ceil((Date.parse(expiresAt) - nowMs) / 1000);
  if (leftS <= 0) return 'time is up';
  const minutes = Math.floor(leftS / 60);
  return minutes === 0 || minutes >= 60
    ? `${lastingText(leftS)} left`
    : `${minutes} min ${String(leftS % 60).padStart(2, '0')} s left`;
}

/** The part of an order's or offer's life that is left, from 1 to 0. */
export function lifeLeft(beganAt: string, expiresAt: string, nowMs: number): number {
  const [from, to] = [Date.parse(beganAt), Date.parse(expiresAt)];
  return to <= from ? 0 : Math.max(0, Math.min(1, (to - nowMs) / (to - from)));
}

const ACTORS: Readonly<Record<string, string>> = {
  rider: 'the rider',
  driver: 'the driver',
  dispatcher: 'the office',
  system: 'the server',
};

/** `rider:mary` or `rider` in words: "the rider (mary)". */
export function actorWords(by: string): string {
  const [role = '', ...id] = by.split(':');
  return `${ACTORS[role] ?? role}${id.length === 0 ? '' : ` (${id.join(':')})`}`;
}

/** How an order that is over ended, one sentence. */
export function endWords({ status, cancelledBy, reason }: Order): string {
  switch (status) {
    case 'COMPLETED':
      return 'The ride is over.';
    case 'EXPIRED':
      return 'No driver accepted in time.';
    case 'CANCELLED':
      return `Cancelled${cancelledBy === null ? '' : ` by ${actorWords(cancelledBy)}`}${reason === null ? '.' : `: ${reason}`}`;
    default:
      return statusWords(status);
  }
}
