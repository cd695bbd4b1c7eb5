import type { Conversations } from '../../../ports/conversations.ts';
import { readText } from '../cells.ts';
import type { Database, Parameter } from '../database.ts';
import { isAmong, takesPart } from './conversation-page.ts';
import { readMessage, storedMessage } from './message-rows.ts';

const SNIPPET = 'StartSel="",StopSel="",MaxWords=30,MinWords=10,MaxFragments=1';

/** Messages with all of these words, the last of which may be the beginning of one; newest first. */
export async function searchMessages(
  database: Database,
  tenant: string,
  words: string,
  { companyIds, conversationId, participantId }: Parameters<Conversations['search']>[2],
  limit: number,
): ReturnType<Conversations['search']> {
  const parameters: Parameter[] = [];
  const given = (value: Parameter): string => `$${parameters.push(value)}`;
  // PostgreSQL writes each word in quotes, so that what follows the last one makes it a beginning.
  const asked = `(select (nullif(plainto_tsquery('simple', ${given(words)})::text, '') || ':*')::tsquery as words)`;
  const conditions = [
    `m.tenant_id = ${given(tenant)}`,
    `to_tsvector('simple'::regconfig, m.body) @@ ${asked}`,
  ];
  if (companyIds !== undefined) conditions.push(isAmong('m.company_id', companyIds, given));
  if (conversationId !== undefined) conditions.push(`m.conversation_id = ${given(conversationId)}`);
  if (participantId !== undefined) conditions.push(takesPart('m', given(participantId)));
  const text = `select ${storedMessage('m')} as found, ts_headline('simple', m.body, ${asked}, '${SNIPPET}') as snippet
    from (select m.* from messages m where ${conditions.join(' and ')}
      order by m.sent_at desc, m.log_offset desc limit ${given(limit)}::integer) m
    order by m.sent_at desc, m.log_offset desc`;
  return (await database.query({ text }, parameters)).map((row) => ({
    message: readMessage(row['found']),
    snippet: readText(row, 'snippet'),
  }));
}
