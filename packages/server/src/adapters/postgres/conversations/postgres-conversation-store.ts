import type { Clock } from '../../../ports/clock.ts';
import type { Companies } from '../../../ports/companies.ts';
import type { Conversations } from '../../../ports/conversations.ts';
import type { StoredLog } from '../../../ports/stored-logs.ts';
import type { Database } from '../database.ts';
import type { CommittedMessages } from '../outbox/outbox-rows.ts';
import { PostgresCompanies } from './postgres-companies.ts';
import { PostgresConversationLog } from './postgres-conversation-log.ts';
import { PostgresConversations } from './postgres-conversations.ts';
import { ToldEvents } from './told-events.ts';

/** What is stored of conversations. */
export interface ConversationStore {
  readonly conversations: Conversations;
  readonly companies: Companies;
  /** Of the topics `conversation:{id}`. */
  readonly conversationLog: StoredLog;
}

/** What a transaction has decided to tell goes to `committed`, which other modules write to as well; `due` is called when it has put deliveries to webhooks. */
export function postgresConversations(
  database: Database,
  committed: CommittedMessages,
  clock: Clock,
  due: () => void = () => undefined,
): ConversationStore {
  return {
    conversations: new PostgresConversations(database, new ToldEvents(committed, due)),
    companies: new PostgresCompanies(database, clock),
    conversationLog: new PostgresConversationLog(database),
  };
}
