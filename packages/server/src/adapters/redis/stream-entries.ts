import type { Topic } from '@waycast/contract';
import { topicName } from '@waycast/contract';
import { pairsOf } from './hash-fields.ts';
import { decodeLogMessage } from './log-message.ts';
import type { StreamEntry } from './log-resolution.ts';
import { listOf, textOf } from './replies.ts';

/** The rows of XRANGE over a log. A mark has an empty message; what somebody else has added is left out. */
export function decodeEntries(topic: Topic, rows: readonly unknown[]): StreamEntry[] {
  return rows.flatMap((row) => {
    const [id, list] = listOf(row);
    const fields = new Map(pairsOf(list));
    const [epoch, text] = [fields.get('epoch'), fields.get('message')];
    if (epoch === undefined || text === undefined) return [];
    const position = { epoch, offset: Number(textOf(id).split('-')[1]) };
    if (text === '') return [position];
    const decoded = decodeLogMessage(topic, text);
    if ('malformed' in decoded || decoded.value.event.kind !== 'log') {
      throw new Error(`the log of ${topicName(topic)} holds an entry that is no event: ${text}`);
    }
    const { event, base } = decoded.value;
    return [{ ...position, entry: { event, ...(base === undefined ? {} : { base }) } }];
  });
}
