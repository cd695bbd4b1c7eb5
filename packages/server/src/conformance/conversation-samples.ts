import { randomUUID } from 'node:crypto';
import type { Companies } from '../ports/companies.ts';
import type {
  Conversations,
  ConversationToOpen,
  MessageToSend,
  Party,
  StoredMessage,
} from '../ports/conversations.ts';
import type { StoredLog, StoredLogEvent } from '../ports/stored-logs.ts';
import type { OutboxMessage, TransactionOutbox } from '../ports/transaction-outbox.ts';

/** Implementations that belong together: what one changes, another may tell. */
export interface ConversationPorts {
  readonly conversations: Conversations;
  readonly companies: Companies;
  readonly conversationLog: StoredLog;
  readonly transactionOutbox: TransactionOutbox;
}

/** What is under test, shared by all tests of a suite: each uses a tenant of its own. */
export interface ConversationSubject extends ConversationPorts {
  /** Of another server on the same database. */
  readonly other: ConversationPorts;
  /** As if what waits to be told had been there for so many seconds more. */
  age(seconds: number): Promise<void>;
  /** As if the person had sent so many messages `m-1` … */
  fill(tenant: string, conversationId: string, senderId: string, messages: number): Promise<void>;
  /** Names of tables in which a text stands anywhere. */
  tablesWith(text: string): Promise<string[]>;
  close(): Promise<void>;
}

export const ANA: Party = { id: 'ana', kind: 'customer', name: 'Ana Lys' };
export const OLGA: Party = { id: 'olga', kind: 'agent', name: 'Olga Frey' };
export const DAN: Party = { id: 'dan', kind: 'member', name: null };

/** A conversation `c-1` of ana's with the office. */
export function sampleConversation(
  tenant: string,
  more: Partial<ConversationToOpen> = {},
): ConversationToOpen {
  return {
    ...{ tenant, conversationId: 'c-1', companyId: 'office', title: null, about: null },
    ...{ by: ANA, participants: [ANA], message: null },
    ...more,
  };
}

/** A message of its own name. */
export function sampleMessage(clientId: string, more: Partial<MessageToSend> = {}): MessageToSend {
  const message = { messageId: randomUUID(), clientId, body: `Words of ${clientId}` };
  return { ...message, attachments: [], replyTo: null, ...more };
}

/** Sends it; throws unless it was sent. */
export async function sendTo(
  { conversations }: Pick<ConversationPorts, 'conversations'>,
  tenant: string,
  by: Party,
  message: MessageToSend,
  conversationId = 'c-1',
): Promise<StoredMessage> {
  const answer = await conversations.send(tenant, conversationId, by, message);
  if (answer.outcome !== 'sent') throw new Error(`not sent: ${answer.outcome}`);
  return answer.message;
}

/** The whole log of a conversation. */
export async function logOf(
  { conversationLog }: Pick<ConversationPorts, 'conversationLog'>,
  tenant: string,
  id = 'c-1',
): Promise<StoredLogEvent[]> {
  return conversationLog.after({ tenant, family: 'conversation', id }, 0, 10_000);
}

/** What a server is told while `work` goes on, of a tenant. */
export async function toldDuring(
  { transactionOutbox }: Pick<ConversationPorts, 'transactionOutbox'>,
  tenant: string,
  work: () => Promise<unknown>,
): Promise<OutboxMessage[]> {
  const told: OutboxMessage[] = [];
  const end = transactionOutbox.onWritten(
    (messages) => void told.push(...messages.filter(({ topic }) => topic.tenant === tenant)),
  );
  await work();
  end();
  return told;
}

/** All that nobody has told, of a tenant. */
export async function takeAll(
  { transactionOutbox }: Pick<ConversationPorts, 'transactionOutbox'>,
  tenant: string,
): Promise<OutboxMessage[]> {
  const taken: OutboxMessage[] = [];
  for (let some = await transactionOutbox.take(1000); some.length > 0; ) {
    taken.push(...some);
    await transactionOutbox.told(some.map(({ id }) => id));
    some = await transactionOutbox.take(1000);
  }
  return taken.filter(({ topic }) => topic.tenant === tenant);
}
