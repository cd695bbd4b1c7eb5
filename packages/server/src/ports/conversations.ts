import type { Attachment, ConversationAbout, ConversationState, PartyKind } from '@waycast/contract';

/** Who does something in a conversation. */
export interface Party {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string | null;
}

/** Times are epoch ms. */
export interface StoredParticipant {
  readonly participantId: string;
  readonly kind: PartyKind;
  readonly name: string | null;
  readonly joinedAt: number;
  /** Offset of the newest message it has read. */
  readonly readUpTo: number;
}

export interface StoredMessage {
  readonly tenant: string;
  readonly conversationId: string;
  readonly companyId: string;
  readonly messageId: string;
  /** Its place in the log of the conversation, for ever. */
  readonly offset: number;
  readonly clientId: string;
  readonly senderId: string;
  readonly senderName: string | null;
  readonly senderKind: PartyKind;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  readonly replyTo: number | null;
  readonly reactions: readonly { readonly emoji: string; readonly by: string }[];
  readonly sentAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
}

export interface StoredConversation {
  readonly tenant: string;
  readonly conversationId: string;
  readonly companyId: string;
  readonly state: ConversationState;
  readonly title: string | null;
  readonly about: ConversationAbout | null;
  readonly assignedTo: string | null;
  readonly createdBy: string;
  /** Who takes part, and agents who have read it. */
  readonly participants: readonly StoredParticipant[];
  readonly lastMessage: StoredMessage | null;
  /** Counts its events from 1: the offset of the newest in its log. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
}

/** A conversation as one reader has it. */
export interface ReadConversation extends StoredConversation {
  /** Messages of others, not deleted, after what the reader has read; counted up to 1,000. */
  readonly unread: number;
}

export interface ConversationToOpen
  extends Pick<StoredConversation, 'tenant' | 'conversationId' | 'companyId' | 'title' | 'about'> {
  readonly by: Party;
  /** Whoever opens it included, unless it is an agent who only serves it. */
  readonly participants: readonly Party[];
  readonly message: MessageToSend | null;
}

export interface MessageToSend {
  readonly messageId: string;
  readonly clientId: string;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  readonly replyTo: number | null;
}

export type Opening =
  | { readonly outcome: 'opened' | 'again'; readonly conversation: StoredConversation }
  /** The id is that of a conversation that somebody else opened. */
  | { readonly outcome: 'id-taken' };

export type Sending =
  | { readonly outcome: 'sent' | 'again'; readonly message: StoredMessage }
  | { readonly outcome: 'absent' }
  /** `replyTo` is no message of the conversation. */
  | { readonly outcome: 'no-such-reply' };

/** What a message becomes; decided under its lock. */
export type MessageStep =
  | { readonly change: 'edited'; readonly body: string }
  | { readonly change: 'deleted' }
  | { readonly change: 'reacted'; readonly emoji: string | null };

/** What a conversation becomes; decided under its lock. What is so already is no change and no event. */
export interface ConversationStep {
  readonly set?: Partial<Pick<StoredConversation, 'state' | 'assignedTo' | 'title'>>;
  readonly add?: Party;
  readonly remove?: string;
}

export interface ConversationFilter {
  /** Those of these companies; undefined: of any. */
  readonly companyIds?: readonly string[] | undefined;
  readonly state?: ConversationState | undefined;
  /** `none`: those that are nobody's. */
  readonly assignedTo?: string | undefined;
  readonly participantId?: string | undefined;
  readonly about?: ConversationAbout | undefined;
  readonly unreadOnly?: boolean | undefined;
}

/** Where a page of conversations begins: after this one, those of the newest messages first. */
export interface ConversationCursor {
  readonly updatedAt: number;
  readonly conversationId: string;
}

export interface StoredMessagePage {
  /** In their order. */
  readonly items: readonly StoredMessage[];
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
}

/** Who has to do with a conversation. */
export interface ConversationParties {
  readonly companyId: string;
  /** By their ids. */
  readonly participants: ReadonlyMap<string, Pick<Party, 'kind' | 'name'>>;
}

/** What this server has committed. */
export type ConversationNews =
  | { readonly what: 'opened' | 'changed'; readonly conversation: StoredConversation }
  /** A new one. */
  | { readonly what: 'message'; readonly message: StoredMessage };

/**
 * Conversations and their messages. Durable. Rejects with `unavailable`. Every change is one transaction with its event
 * in the log `conversation:{id}` and what is to be told of it (see TransactionOutbox): `message:new`,
 * `message:changed`, `message:read`, `conversation:update` there, and `message:new` and `conversation:update` on
 * `company:{id}`; and with the deliveries of `message.new` and `conversation.changed` to webhooks that ask for them (see
 * Deliveries). Promises:
 * - V1 Offsets of a conversation are 1, 2, 3 … in the order of commits; a message keeps that of its `message:new`.
 * - V2 `send` with a `clientId` that the sender has used in the conversation answers that message and makes none.
 * - V3 `read` never goes back, and says where it stands; an offset ahead of the log changes nothing.
 * - V4 `change` and `changeMessage` decide and write under the conversation's lock; they reject with what `decide` throws.
 * - V5 What is deleted or erased is in no table and no log afterwards: events refer to messages, and hold no text.
 * - V6 A page is read by an index, whatever the length of the conversation.
 * - V7 Tenants never see each other's.
 * - V8 A message of a customer or member opens a conversation again that was closed or pending.
 */
export interface Conversations {
  open(conversation: ConversationToOpen): Promise<Opening>;
  get(tenant: string, conversationId: string, reader: string): Promise<ReadConversation | undefined>;
  page(
    tenant: string,
    reader: string,
    filter: ConversationFilter,
    limit: number,
    after?: ConversationCursor,
  ): Promise<ReadConversation[]>;
  /** Undefined: there is none. */
  change(
    tenant: string,
    conversationId: string,
    by: Party,
    decide: (conversation: StoredConversation) => ConversationStep | undefined,
  ): Promise<StoredConversation | undefined>;
  send(tenant: string, conversationId: string, by: Party, message: MessageToSend): Promise<Sending>;
  changeMessage(
    tenant: string,
    conversationId: string,
    offset: number,
    by: Party,
    decide: (message: StoredMessage) => MessageStep | undefined,
  ): Promise<StoredMessage | undefined>;
  /** Resolves to where the reader stands; undefined: there is no such conversation. */
  read(
    tenant: string,
    conversationId: string,
    reader: Party,
    offset: number,
  ): Promise<{ readonly readUpTo: number; readonly unread: number; readonly revision: number } | undefined>;
  messages(
    tenant: string,
    conversationId: string,
    where: { readonly before?: number | undefined; readonly after?: number | undefined },
    limit: number,
  ): Promise<StoredMessagePage>;
  search(
    tenant: string,
    words: string,
    where: {
      readonly companyIds?: readonly string[] | undefined;
      readonly conversationId?: string | undefined;
      readonly participantId?: string | undefined;
    },
    limit: number,
  ): Promise<readonly { readonly message: StoredMessage; readonly snippet: string }[]>;
  /** Who takes part and which company serves it, without its messages; undefined: there is none. */
  parties(tenant: string, conversationId: string): Promise<ConversationParties | undefined>;
  /** Conversations that the person takes part in and messages that it sent, for its export, piece by piece. */
  export(
    tenant: string,
    personId: string,
  ): AsyncIterable<
    | { readonly kind: 'conversation'; readonly value: StoredConversation }
    | { readonly kind: 'message'; readonly value: StoredMessage }
  >;
  /**
   * Names and texts of the person go, and who it was becomes `erased`; places of messages stay. Told to followers. In
   * pieces: repeated after a failure it goes on. What the person sends meanwhile may stay, so close its ways first.
   */
  erase(
    tenant: string,
    personId: string,
  ): Promise<{ readonly conversations: number; readonly messages: number }>;
  /** Called after this server has committed. The returned function ends it. */
  onChanged(listener: (news: ConversationNews) => void): () => void;
}
