import type { Conversations } from '../../../ports/conversations.ts';
import { readText } from '../cells.ts';
import type { Database, Parameter } from '../database.ts';
import { isAmong, takesPart } from './conversation-page.ts';
import { readMessage, storedMessage } from './message-rows.ts';

const SNIPPET = 'StartSel="",StopSel="",MaxWords=30,MinWords=10,MaxFragments=1';

type Where = Parameters<Conversations['search']>[2];

/** Messages with all of these words, the last of which may be the beginning of one; newest first. */
export async function searchMessages(
  database: Database,
  tenant: string,
  words: string,
  where: Where,
  limit: number,
): ReturnType<Conversations['search']> {
  const { text, parameters } = searchStatement(tenant, words, where, limit);
  return (await database.query({ text }, parameters)).map((row) => ({
    message: readMessage(row['found']),
    snippet: readText(row, 'snippet'),
  }));
}

export function searchStatement(
  tenant: string,
  words: string,
  { companyIds, conversationId, participantId }: Where,
  limit: number,
): { readonly text: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = [];
  const given = (value: Parameter): string => `$${parameters.push(value)}`;
  // PostgreSQL writes each word in quotes, so that what follows the last one makes it a beginning.
  const asked = `(select (nullif(plainto_tsquery('simple', ${given(words)}::text)::text, '') || ':*')::tsquery)`;
  const conditions = [
    `m.tenant_id = ${given(tenant)}`,
    `to_tsvector('simple'::regconfig, m.body) @@ ${asked}`,
  ];
  if (companyIds !== undefined) conditions.push(isAmong('m.company_id', companyIds, given));
  if (conversationId !== undefined) conditions.push(`m.conversation_id = ${given(conversationId)}`);
  if (participantId !== undefined) conditions.push(takesPart('m', given(participantId)));
  const newest = 'order by m.sent_at desc, m.log_offset desc';
  const text = `select ${storedMessage('m')} as found, ts_headline('simple', m.body, ${asked}, '${SNIPPET}') as snippet
    from (select m.* from messages m where ${conditions.join(' and ')} ${newest} limit ${given(limit)}::integer) m ${newest}`;
  return { text, parameters };
}
