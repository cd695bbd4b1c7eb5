import { WaycastError } from '@waycast/contract';
import { parseTimeText } from '../../kernel/parse-time.ts';
import { readCursor } from './files/history-cursor.ts';

/** Without `from` and `to` a range is everything that can have a time at all. */
const WHOLE = { from: Date.UTC(1980, 0, 1), to: Date.UTC(2200, 0, 1) };

interface SpanQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
}

/** The span that a query asks for, both ends inclusive (epoch ms); a cursor goes on where an earlier answer ended. */
export function spanOf({ from, to, cursor }: SpanQuery): { from: number; to: number } {
  const span = {
    from: from === undefined ? WHOLE.from : parseTimeText('from', from),
    to: to === undefined ? WHOLE.to : parseTimeText('to', to),
  };
  if (span.from > span.to)
    throw new WaycastError('invalid', 'from lies after to; both ends of the range are inclusive');
  return cursor === undefined ? span : { from: Math.max(span.from, readCursor(cursor)), to: span.to };
}
