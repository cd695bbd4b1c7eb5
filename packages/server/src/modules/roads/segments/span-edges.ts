import { WaycastError } from '@waycast/contract';
import { localDaysIn } from '../../../kernel/local-days.ts';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { AnalyticsSpan } from '../../../ports/roads-desk.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days that are told of where nothing is said, and at the most. */
const DAYS = { hour: { usual: 2, most: 31 }, day: { usual: 30, most: 400 } } as const;

/** Where the hours or days begin that a span touches, in a time zone, and where the last of them ends; epoch ms. */
export function spanEdges({ from, to, bucket }: AnalyticsSpan, timeZone: string, now: number): number[] {
  const { usual, most } = DAYS[bucket];
  const end = to === undefined ? now : parseTimeText('to', to);
  const begin = from === undefined ? end - usual * DAY_MS : parseTimeText('from', from);
  if (begin > end) throw new WaycastError('invalid', 'from lies after to');
  if (end - begin > most * DAY_MS)
    throw new WaycastError(
      'invalid',
      `from and to may be ${most} days apart with bucket=${bucket}; ask for less at a time`,
    );
  const days = localDaysIn(begin, end + 1, timeZone);
  const edges = days.flatMap((day) => (bucket === 'day' ? [day.from] : hoursOf(day.from, day.to)));
  const ends = [...edges.slice(1), days.at(-1)?.to ?? end];
  const first = ends.findIndex((spanEnd) => spanEnd > begin);
  const last = edges.findLastIndex((edge) => edge <= end);
  return [...edges.slice(first, last + 1), ends[last] ?? end];
}

/** A day has 23 or 25 when clocks change. */
function hoursOf(from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / HOUR_MS) }, (_, hour) => from + hour * HOUR_MS);
}
