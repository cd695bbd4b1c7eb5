import type { Topic } from '@waycast/contract';
import { topicName } from '@waycast/contract';
import { decodeLogMessage } from './log-message.ts';
import type { StreamEntry } from './log-resolution.ts';
import { listOf, textOf } from './replies.ts';

/** The rows of XRANGE over a log. A mark has an empty message. */
export function decodeEntries(topic: Topic, rows: readonly unknown[]): StreamEntry[] {
  return rows.map((row) => {
    const [id, list] = listOf(row);
    const fields = listOf(list).map(textOf);
    const position = { epoch: fieldOf(fields, 'epoch'), offset: Number(textOf(id).split('-')[1]) };
    const text = fieldOf(fields, 'message');
    if (text === '') return position;
    const decoded = decodeLogMessage(topic, text);
    if ('malformed' in decoded || decoded.value.event.kind !== 'log') {
      throw new Error(`the log of ${topicName(topic)} holds an entry that is no event: ${text}`);
    }
    const { event, base } = decoded.value;
    return { ...position, entry: { event, ...(base === undefined ? {} : { base }) } };
  });
}

function fieldOf(fields: readonly string[], name: string): string {
  return fields[fields.indexOf(name) + 1] ?? '';
}
