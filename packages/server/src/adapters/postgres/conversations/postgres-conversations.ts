import type {
  ConversationCursor,
  ConversationFilter,
  ConversationNews,
  ConversationStep,
  Conversations,
  ConversationToOpen,
  MessageStep,
  MessageToSend,
  Opening,
  Party,
  ReadConversation,
  Sending,
  StoredConversation,
  StoredMessage,
  StoredMessagePage,
} from '../../../ports/conversations.ts';
import { readNumber } from '../cells.ts';
import type { Database, Row } from '../database.ts';
import { changeConversation, changeMessage } from './change-conversation.ts';
import { conversationPage } from './conversation-page.ts';
import { readConversation, readParties } from './conversation-rows.ts';
import { GET, HEAD, PARTIES, READ, STANDS } from './conversation-statements.ts';
import { erasePerson } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { messagePage } from './message-pages.ts';
import { openConversation } from './open-conversation.ts';
import { searchMessages } from './search-messages.ts';
import { type Sent, sendOnce } from './send-message.ts';
import { readTold, type ToldEvents } from './told-events.ts';

/** Conversations in the tables `conversations`, `conversation_participants`, `messages` and `conversation_events`. */
export class PostgresConversations implements Conversations {
  readonly #database: Database;
  readonly #events: ToldEvents;

  constructor(database: Database, events: ToldEvents) {
    this.#database = database;
    this.#events = events;
  }

  async open(conversation: ConversationToOpen): Promise<Opening> {
    const { opening, rows, sent } = await openConversation(this.#database, conversation);
    if (opening.outcome !== 'opened' || rows === undefined) return opening;
    this.#events.tell(rows, { ...opening.conversation, conversation: opening.conversation });
    this.#events.news.tell({ what: 'opened', conversation: opening.conversation });
    if (sent !== undefined) await this.#tellSent(sent);
    return opening;
  }

  async get(tenant: string, conversationId: string, reader: string): Promise<ReadConversation | undefined> {
    const [row] = await this.#database.query(GET, [tenant, conversationId, reader]);
    return row && asRead(row);
  }

  async page(
    tenant: string,
    reader: string,
    filter: ConversationFilter,
    limit: number,
    after?: ConversationCursor,
  ): Promise<ReadConversation[]> {
    const { text, parameters } = conversationPage(tenant, reader, filter, limit, after);
    return (await this.#database.query({ text }, parameters)).map(asRead);
  }

  async change(
    tenant: string,
    conversationId: string,
    by: Party,
    decide: (conversation: StoredConversation) => ConversationStep | undefined,
  ): Promise<StoredConversation | undefined> {
    const { conversation, rows } = await changeConversation(
      this.#database,
      tenant,
      conversationId,
      by,
      decide,
    );
    if (conversation === undefined || rows === undefined) return conversation;
    this.#events.tell(rows, { ...conversation, conversation });
    this.#events.news.tell({ what: 'changed', conversation });
    return conversation;
  }

  async send(tenant: string, conversationId: string, by: Party, message: MessageToSend): Promise<Sending> {
    const answer = await sendOnce(this.#database, { tenant, conversationId }, by, message);
    if ('outcome' in answer) return answer;
    await this.#tellSent(answer);
    return { outcome: 'sent', message: answer.message };
  }

  async changeMessage(
    tenant: string,
    conversationId: string,
    offset: number,
    by: Party,
    decide: (message: StoredMessage) => MessageStep | undefined,
  ): Promise<StoredMessage | undefined> {
    const key = { tenant, conversationId, offset };
    const { message, rows } = await changeMessage(this.#database, key, by, decide);
    if (message !== undefined && rows !== undefined) this.#events.tell(rows, { ...message, message });
    return message;
  }

  async read(tenant: string, conversationId: string, reader: Party, offset: number) {
    const { id, kind, name } = reader;
    const [row] = await this.#database.query(READ, [tenant, conversationId, id, offset, kind, name]);
    if (row === undefined) {
      const [stands] = await this.#database.query(STANDS, [tenant, conversationId, id]);
      return stands && standing(stands);
    }
    const stands = standing(row);
    const read = { participantId: id, readUpTo: stands.readUpTo };
    // Followers of the company are not told of it.
    this.#events.tell(readTold(row), { tenant, conversationId, companyId: '', read });
    return stands;
  }

  messages(
    tenant: string,
    conversationId: string,
    where: { readonly before?: number | undefined; readonly after?: number | undefined },
    limit: number,
  ): Promise<StoredMessagePage> {
    return messagePage(this.#database, tenant, conversationId, where, limit);
  }

  search(
    tenant: string,
    words: string,
    where: Parameters<Conversations['search']>[2],
    limit: number,
  ): ReturnType<Conversations['search']> {
    return searchMessages(this.#database, tenant, words, where, limit);
  }

  async parties(tenant: string, conversationId: string) {
    const [row] = await this.#database.query(PARTIES, [tenant, conversationId]);
    return row && readParties(row);
  }

  export(tenant: string, personId: string): ReturnType<Conversations['export']> {
    return exportPerson(this.#database, tenant, personId);
  }

  erase(tenant: string, personId: string): ReturnType<Conversations['erase']> {
    return erasePerson(this.#database, this.#events, tenant, personId);
  }

  onChanged(listener: (news: ConversationNews) => void): () => void {
    return this.#events.news.add(listener);
  }

  /** A conversation that was opened again is told as it is then. */
  async #tellSent({ message, rows, reopened }: Sent): Promise<void> {
    const conversation = reopened ? await this.#head(message) : undefined;
    this.#events.tell(rows, { ...message, message, ...(conversation && { conversation }) });
    this.#events.news.tell({ what: 'message', message });
    if (conversation !== undefined) this.#events.news.tell({ what: 'changed', conversation });
  }

  /** Undefined: it cannot be said now; whoever takes it from the outbox says it. */
  async #head({ tenant, conversationId }: StoredMessage): Promise<StoredConversation | undefined> {
    const rows = await this.#database.query(HEAD, [tenant, conversationId]).catch(() => []);
    return rows[0] && readConversation(rows[0]['found']);
  }
}

function asRead(row: Row): ReadConversation {
  return { ...readConversation(row['found']), unread: readNumber(row, 'unread') };
}

function standing(row: Row) {
  return {
    readUpTo: readNumber(row, 'read_up_to'),
    unread: readNumber(row, 'unread'),
    revision: readNumber(row, 'revision'),
  };
}
