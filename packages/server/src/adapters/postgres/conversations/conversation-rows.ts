import { CONVERSATION_STATES } from '@waycast/contract';
import { z } from 'zod';
import type { ConversationParties, StoredConversation } from '../../../ports/conversations.ts';
import { readText } from '../cells.ts';
import type { Row } from '../database.ts';
import { epochMs } from '../sql-times.ts';
import { Kind, Stored as Message, storedMessage, Time } from './message-rows.ts';

/** SQL: it is the row of the conversation $2 of the tenant $1. */
export const isOne = (of: string): string => `${of}.tenant_id = $1 and ${of}.conversation_id = $2`;

const ofSame = (one: string, other: string): string =>
  `${one}.tenant_id = ${other}.tenant_id and ${one}.conversation_id = ${other}.conversation_id`;

const participants = (of: string): string =>
  `(select coalesce(jsonb_agg(jsonb_build_object('participantId', p.participant_id, 'kind', p.kind, 'name', p.name,
      'joinedAt', ${epochMs('p.joined_at')}, 'readUpTo', p.read_up_to) order by p.joined_at, p.participant_id), '[]')
      from conversation_participants p where ${ofSame('p', of)})`;

/** SQL of a row of `conversations` with what belongs to it, to be read back by `readConversation`. */
export const storedConversation = (of: string): string =>
  `jsonb_build_object('tenant', ${of}.tenant_id, 'conversationId', ${of}.conversation_id,
      'companyId', ${of}.company_id, 'state', ${of}.state, 'title', ${of}.title,
      'about', case when ${of}.about_type is not null
        then jsonb_build_object('type', ${of}.about_type, 'id', ${of}.about_id) end,
      'assignedTo', ${of}.assigned_to, 'createdBy', ${of}.created_by, 'participants', ${participants(of)},
      'lastMessage', (select ${storedMessage('last')} from messages last
        where ${ofSame('last', of)} and last.log_offset = ${of}.last_offset),
      'revision', ${of}.revision, 'createdAt', ${epochMs(`${of}.created_at`)}, 'updatedAt', ${epochMs(`${of}.updated_at`)},
      'closedAt', ${epochMs(`${of}.closed_at`)})`;

/** Beyond it nobody counts. */
const MOST_UNREAD = 1000;

/** SQL of how many messages of others there are after what the reader (a parameter) has read. */
export const unread = (of: string, reader: string, readUpTo = readUpToOf(of, reader)): string =>
  `(select count(*) from (select from messages u where ${ofSame('u', of)} and u.log_offset > ${readUpTo}
      and u.deleted_at is null and u.sender_id <> ${reader} limit ${MOST_UNREAD}) unread)::integer`;

export function readUpToOf(of: string, reader: string): string {
  return `coalesce((select r.read_up_to from conversation_participants r
      where ${ofSame('r', of)} and r.participant_id = ${reader}), 0)`;
}

const Stored = z.object({
  tenant: z.string(),
  conversationId: z.string(),
  companyId: z.string(),
  state: z.enum(CONVERSATION_STATES),
  title: z.string().nullable(),
  about: z.object({ type: z.enum(['order', 'trip', 'vehicle', 'other']), id: z.string() }).nullable(),
  assignedTo: z.string().nullable(),
  createdBy: z.string(),
  participants: z.array(
    z.object({
      participantId: z.string(),
      kind: Kind,
      name: z.string().nullable(),
      joinedAt: Time,
      readUpTo: z.number(),
    }),
  ),
  lastMessage: Message.nullable(),
  revision: z.number(),
  createdAt: Time,
  updatedAt: Time,
  closedAt: Time.nullable(),
});

/** A conversation from a cell that holds `storedConversation`. */
export function readConversation(cell: unknown): StoredConversation {
  return Stored.parse(cell);
}

const People = z.array(z.object({ id: z.string(), kind: Kind, name: z.string().nullable() }));

/** Who takes part, from a row of `conversation-parties`. */
export function readParties(row: Row): ConversationParties {
  const people = People.parse(row['people']);
  return {
    companyId: readText(row, 'company_id'),
    participants: new Map(people.map((one) => [one.id, one])),
  };
}
