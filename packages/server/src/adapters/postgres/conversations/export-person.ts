import type { Conversations } from '../../../ports/conversations.ts';
import { readNullableText } from '../cells.ts';
import type { Database, Statement } from '../database.ts';
import { readConversation, storedConversation } from './conversation-rows.ts';
import { readMessage, storedMessage } from './message-rows.ts';

const CONVERSATIONS_A_PIECE = 100;
const MESSAGES_A_PIECE = 500;

const CONVERSATIONS: Statement = {
  name: 'export-conversations',
  text: `select ${storedConversation('c')} as found from conversation_participants p
  join conversations c on c.tenant_id = p.tenant_id and c.conversation_id = p.conversation_id
  where p.tenant_id = $1 and p.participant_id = $2 and p.conversation_id > $3
  order by p.conversation_id limit $4::integer`,
};

/** The next conversation with messages of the person. */
const NEXT: Statement = {
  name: 'export-next-conversation',
  text: `select min(conversation_id) as id from messages
  where tenant_id = $1 and sender_id = $2 and conversation_id > $3`,
};

const MESSAGES: Statement = {
  name: 'export-messages',
  text: `select ${storedMessage('m')} as found from messages m
  where m.tenant_id = $1 and m.conversation_id = $2 and m.sender_id = $3 and m.log_offset > $4::integer
  order by m.log_offset limit $5::integer`,
};

/** Piece by piece, so that however much there is, no more of it is in memory. */
export async function* exportPerson(
  database: Database,
  tenant: string,
  personId: string,
): ReturnType<Conversations['export']> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const rows = await database.query(CONVERSATIONS, [tenant, personId, after, CONVERSATIONS_A_PIECE]);
    const found = rows.map((row) => readConversation(row['found']));
    for (const value of found) yield { kind: 'conversation', value };
    after = found.length < CONVERSATIONS_A_PIECE ? undefined : found.at(-1)?.conversationId;
  }
  for (let id = await next(database, tenant, personId, ''); id !== null; ) {
    yield* messagesOf(database, tenant, id, personId);
    id = await next(database, tenant, personId, id);
  }
}

async function next(database: Database, tenant: string, personId: string, after: string) {
  const [row = {}] = await database.query(NEXT, [tenant, personId, after]);
  return readNullableText(row, 'id');
}

async function* messagesOf(database: Database, tenant: string, conversationId: string, personId: string) {
  let after: number | undefined = 0;
  while (after !== undefined) {
    const rows = await database.query(MESSAGES, [tenant, conversationId, personId, after, MESSAGES_A_PIECE]);
    const found = rows.map((row) => readMessage(row['found']));
    for (const value of found) yield { kind: 'message' as const, value };
    after = found.length < MESSAGES_A_PIECE ? undefined : found.at(-1)?.offset;
  }
}
