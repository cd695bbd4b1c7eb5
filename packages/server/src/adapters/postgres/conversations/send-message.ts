import type { MessageToSend, Party, Sending, StoredMessage } from '../../../ports/conversations.ts';
import { readNumber, readText } from '../cells.ts';
import { type Queries, type Row, StatementError } from '../database.ts';
import { undecided } from '../undecided.ts';
import { readMessage } from './message-rows.ts';
import { FIND_SENT, SEND } from './send-statements.ts';
import { readTold, type ToldRows } from './told-events.ts';

/** What is found may be another's doing of the same moment; hardly ever twice. */
const ATTEMPTS = 5;

interface Key {
  readonly tenant: string;
  readonly conversationId: string;
}

/** A message that was just written, and what is to be told of it. */
export interface Sent {
  readonly message: StoredMessage;
  readonly rows: ToldRows;
  /** It opened the conversation again. */
  readonly reopened: boolean;
}

/** Sends once, in one statement. Undefined: there is a reason not to. */
export async function trySend(
  queries: Queries,
  key: Key,
  by: Party,
  message: MessageToSend,
): Promise<Sent | undefined> {
  const [row] = await queries.query(SEND, [
    ...[key.tenant, key.conversationId, by.id, by.name, by.kind],
    ...[message.messageId, message.clientId, message.body, JSON.stringify(message.attachments)],
    message.replyTo,
  ]);
  if (row === undefined) return undefined;
  return {
    message: sentBy(row, key, by, message),
    rows: readTold(row),
    reopened: row['reopened'] === true,
  };
}

/** Sends, or says what was found instead. */
export async function sendOnce(
  queries: Queries,
  key: Key,
  by: Party,
  message: MessageToSend,
): Promise<Sent | Sending> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const sent = await trySend(queries, key, by, message).catch((error: unknown) => {
      if (error instanceof StatementError && error.isTwice) return undefined;
      throw error;
    });
    const answer = sent ?? (await findSent(queries, key, by, message));
    if (answer !== undefined) return answer;
  }
  throw undecided(key.conversationId);
}

/** Undefined: nothing speaks against sending it. */
async function findSent(
  queries: Queries,
  { tenant, conversationId }: Key,
  by: Party,
  { clientId, replyTo }: MessageToSend,
): Promise<Sending | undefined> {
  const [row] = await queries.query(FIND_SENT, [tenant, conversationId, by.id, clientId, replyTo]);
  if (row === undefined) return { outcome: 'absent' };
  if (row['found'] !== null) return { outcome: 'again', message: readMessage(row['found']) };
  return row['may_reply'] === true ? undefined : { outcome: 'no-such-reply' };
}

function sentBy(row: Row, key: Key, by: Party, message: MessageToSend): StoredMessage {
  return {
    tenant: key.tenant,
    conversationId: key.conversationId,
    companyId: readText(row, 'company_id'),
    messageId: message.messageId,
    offset: readNumber(row, 'at'),
    clientId: message.clientId,
    senderId: by.id,
    senderName: by.name,
    senderKind: by.kind,
    body: message.body,
    attachments: message.attachments,
    replyTo: message.replyTo,
    reactions: [],
    sentAt: Math.round(readNumber(row, 'sent_at')),
    editedAt: null,
    deletedAt: null,
  };
}
