import type { OrderEvent } from '@waycast/contract';
import { countText, distanceText } from '../../words/figures.ts';
import { actorWords } from './order-words.ts';

/** What happened to an order, one sentence; what this page does not know of the detail is left out. */
export function changeWords({ change, by, detail }: OrderEvent): string {
  switch (change) {
    case 'created':
      return `Ordered by ${actorWords(by)}`;
    case 'offered':
      return `Offered to ${offeredTo(detail)}`;
    case 'accepted':
      return `Accepted by ${actorWords(by)}`;
    case 'assigned':
      return `Given to ${textOf(detail['driverId']) ?? 'a driver'} by ${actorWords(by)}`;
    case 'released':
      return `Given back by ${actorWords(by)}${because(detail)}`;
    case 'arriving':
      return 'The driver is at the pick-up';
    case 'started':
      return 'The ride began';
    case 'completed':
      return 'The ride ended';
    case 'cancelled':
      return `Cancelled by ${actorWords(by)}${because(detail)}`;
    case 'expired':
      return 'Nobody accepted in time';
    default:
      return change satisfies never;
  }
}

function offeredTo(detail: OrderEvent['detail']): string {
  const { drivers, round, radiusM, to: whom } = detail;
  const some = Array.isArray(drivers) && whom !== 'all';
  const to = some ? countText(drivers.length, 'driver') : 'all drivers';
  const parts = [
    ...(typeof round === 'number' && round > 1 ? [`round ${round}`] : []),
    ...(typeof radiusM === 'number' ? [`within ${distanceText(radiusM)}`] : []),
  ];
  return [to, ...parts].join(', ');
}

function because(detail: OrderEvent['detail']): string {
  const reason = textOf(detail['reason']);
  return reason === undefined ? '' : `: ${reason}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
