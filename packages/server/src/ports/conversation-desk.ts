import type {
  Company,
  CompanyInput,
  Conversation,
  ConversationChange,
  ConversationPresence,
  FoundMessages,
  Message,
  MessagePage,
  NewConversation,
  NewMessage,
  NewParticipant,
  RouteResponse,
  Subject,
  WidgetSession,
  WidgetSessionInput,
} from '@waycast/contract';

/** As its query is decoded. */
export interface ConversationListQuery {
  readonly companyId?: string | undefined;
  readonly state?: Conversation['state'] | undefined;
  readonly assignedTo?: string | undefined;
  readonly participantId?: string | undefined;
  /** `order:o-81` and the like. */
  readonly about?: string | undefined;
  readonly unread?: boolean | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface MessageWhere {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface MessageSearchQuery {
  readonly q: string;
  readonly companyId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly limit: number;
}

/** An address in a conversation. */
export interface MessagePlace {
  readonly conversationId: string;
  readonly offset: number;
}

/**
 * What people do in conversations, on any transport. Rejects with `not_found` for what is not the subject's own,
 * `forbidden` for what others may do there, `conflict` where the state does not allow it, `too_large` for texts over
 * 16 kB, `rate_limited` beyond the company's rate, `invalid` and `unavailable`.
 */
export interface ConversationCalls {
  conversation(subject: Subject, conversationId: string): Promise<Conversation>;
  presence(subject: Subject, conversationId: string): Promise<ConversationPresence[]>;
  messages(subject: Subject, conversationId: string, where: MessageWhere): Promise<MessagePage>;
  send(subject: Subject, conversationId: string, message: NewMessage): Promise<Message>;
  edit(subject: Subject, place: MessagePlace, body: string): Promise<Message>;
  remove(subject: Subject, place: MessagePlace): Promise<Message>;
  react(subject: Subject, place: MessagePlace, emoji: string | null): Promise<Message>;
  read(
    subject: Subject,
    conversationId: string,
    offset: number,
  ): Promise<{ readUpTo: number; unread: number }>;
  /** Tells followers; at most once a second unless it is the end. */
  typing(subject: Subject, conversationId: string, typing: boolean): Promise<void>;
}

/** The same with what only HTTP offers. */
export interface ConversationDesk extends ConversationCalls {
  open(subject: Subject, conversation: NewConversation): Promise<Conversation>;
  list(subject: Subject, query: ConversationListQuery): Promise<RouteResponse<'listConversations'>>;
  change(subject: Subject, conversationId: string, change: ConversationChange): Promise<Conversation>;
  addParticipant(
    subject: Subject,
    conversationId: string,
    participant: NewParticipant,
  ): Promise<Conversation>;
  removeParticipant(subject: Subject, conversationId: string, participantId: string): Promise<Conversation>;
  search(subject: Subject, query: MessageSearchQuery): Promise<FoundMessages>;
  /** A line of JSON, with its end, for each conversation and message. */
  export(tenant: string, personId: string): AsyncGenerator<string>;
  erase(tenant: string, personId: string): Promise<RouteResponse<'eraseParticipant'>>;
}

/** Companies and their chat. */
export interface CompanyDesk {
  list(subject: Subject): Promise<Company[]>;
  get(subject: Subject, companyId: string): Promise<Company>;
  put(subject: Subject, companyId: string, company: CompanyInput): Promise<Company>;
}

/** Guests of the chat on web pages. */
export interface WidgetDesk {
  /**
   * Lets a guest in on a page of this origin. Rejects with `forbidden` where the company does not allow the origin,
   * `rate_limited`, `unavailable` where no guest can be given a token.
   */
  open(
    from: { readonly origin: string | undefined; readonly address: string },
    input: WidgetSessionInput,
  ): Promise<WidgetSession>;
}
