import type { Order, OrderEta } from '@waycast/contract';
import { shortClockIn } from '../../words/clock.ts';
import { etaLines } from '../words/eta-words.ts';
import { endWords, placeText } from '../words/order-words.ts';

/** What a rider reads of a ride: what stands large, and what explains it. */
export interface RideWords {
  readonly headline: string;
  readonly detail: string;
}

interface Context {
  readonly nowMs: number;
  readonly timeZone: string;
}

/** How a ride stands, for whoever waits for it. */
export function rideWords(order: Order, eta: OrderEta | undefined, context: Context): RideWords {
  const { status, driverId, vehicleId, pickup, dropoff, expiresAt } = order;
  const car = [driverId, vehicleId].filter(Boolean).join(' · ');
  const until = shortClockIn(Date.parse(expiresAt), context.timeZone);
  const lines = eta === undefined ? null : etaLines(eta, context);
  switch (status) {
    case 'NEW':
    case 'OFFERED':
      return {
        headline: 'Looking for a driver …',
        detail: `${order.round > 1 ? `Asking further away, for the ${ordinal(order.round)} time. ` : ''}Until ${until} at the latest.`,
      };
    case 'ACCEPTED':
      return {
        headline: lines === null ? 'Your driver is coming' : `Your driver · ${lines.headline}`,
        detail: [car, lines?.detail].filter(Boolean).join(' · '),
      };
    case 'ARRIVING':
      return { headline: 'Your driver is there', detail: [car, `at ${placeText(pickup)}`].join(' · ') };
    case 'IN_PROGRESS':
      return {
        headline: lines === null ? 'On your way' : `On your way · ${lines.headline}`,
        detail: [dropoff === null ? '' : `to ${placeText(dropoff)}`, lines?.detail]
          .filter(Boolean)
          .join(' · '),
      };
    case 'COMPLETED':
      return { headline: 'You are there', detail: endWords(order) };
    case 'CANCELLED':
      return { headline: 'Cancelled', detail: endWords(order) };
    case 'EXPIRED':
      return { headline: 'Nobody found', detail: 'No driver accepted in time. Others may be free by now.' };
    default:
      return status satisfies never;
  }
}

function ordinal(count: number): string {
  const ends: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
  return `${count}${ends[ORDINALS.select(count)] ?? 'th'}`;
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });
