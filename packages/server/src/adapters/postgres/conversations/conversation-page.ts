import { CONVERSATION_STATES } from '@waycast/contract';
import type { ConversationCursor, ConversationFilter } from '../../../ports/conversations.ts';
import type { Parameter } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { readUpToOf, storedConversation, unread } from './conversation-rows.ts';

const NEWEST_FIRST = 'order by c.updated_at desc, c.conversation_id desc';
const OF_NOBODY = 'none';

/**
 * A page of a tenant's conversations as `reader` has them. The text depends on what is asked, so that each question goes
 * along an index.
 */
export function conversationPage(
  tenant: string,
  reader: string,
  filter: ConversationFilter,
  limit: number,
  after: ConversationCursor | undefined,
): { readonly text: string; readonly parameters: readonly Parameter[] } {
  const parameters: Parameter[] = [];
  const given = (value: Parameter): string => `$${parameters.push(value)}`;
  const conditions = [`c.tenant_id = ${given(tenant)}`, ...conditionsOf(filter, given)];
  const by = `${given(reader)}::text`;
  if (filter.unreadOnly === true) {
    const readUpTo = readUpToOf('c', by);
    conditions.push(`c.last_offset > ${readUpTo}`, `${unread('c', by, readUpTo)} > 0`);
  }
  if (after !== undefined) {
    const time = timeParameter(parameters.push(after.updatedAt));
    conditions.push(`(c.updated_at, c.conversation_id) < (${time}, ${given(after.conversationId)}::text)`);
  }
  const found = `select c.* from conversations c where ${conditions.join(' and ')} ${NEWEST_FIRST}
    limit ${given(limit)}::integer`;
  return {
    text: `select ${storedConversation('c')} as found, ${unread('c', by)} as unread from (${found}) c ${NEWEST_FIRST}`,
    parameters,
  };
}

function conditionsOf(
  { companyIds, state, assignedTo, participantId, about }: ConversationFilter,
  given: (value: Parameter) => string,
): string[] {
  const conditions: string[] = [];
  if (companyIds !== undefined) conditions.push(isAmong('c.company_id', companyIds, given));
  const known = CONVERSATION_STATES.find((one) => one === state);
  if (state !== undefined) conditions.push(known === undefined ? 'false' : `c.state = '${known}'`);
  if (assignedTo === OF_NOBODY) conditions.push('c.assigned_to is null');
  else if (assignedTo !== undefined) conditions.push(`c.assigned_to = ${given(assignedTo)}`);
  if (about !== undefined) {
    conditions.push(`c.about_type = ${given(about.type)}`, `c.about_id = ${given(about.id)}`);
  }
  if (participantId !== undefined) conditions.push(takesPart('c', given(participantId)));
  return conditions;
}

/** SQL: the column holds one of the ids. */
export function isAmong(column: string, ids: readonly string[], given: (value: Parameter) => string): string {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return `${column} = ${given(only)}`;
  return `${column} in (select jsonb_array_elements_text(${given(JSON.stringify(ids))}::text::jsonb))`;
}

/** SQL: the person (a parameter) takes part in the row's conversation. */
export function takesPart(of: string, person: string): string {
  return `exists (select from conversation_participants part where part.tenant_id = ${of}.tenant_id
      and part.participant_id = ${person} and part.conversation_id = ${of}.conversation_id and part.takes_part)`;
}
