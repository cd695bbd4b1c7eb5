import type { Attachment, Conversation, ConversationPresence, Message, Typing } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { Subscription, SubscriptionOptions } from './subscription.ts';

/** What is to be sent; `replyTo` is the offset of the message that it answers. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attachments?: readonly Attachment[];
  readonly replyTo?: number;
}

/** A message that is not stored yet. */
export interface PendingMessage extends OutgoingMessage {
  readonly clientId: string;
  /** Why the server refused it for good (`too_large`, `forbidden`, …); null while it is being sent. */
  readonly error: WaycastError | null;
}

/** A conversation as it is known here. Each change makes a new one. */
export interface ConversationView {
  /** Null until it is known. */
  readonly conversation: Omit<Conversation, 'lastMessage' | 'offset'> | null;
  /** In their order, from the oldest that was loaded to the newest. */
  readonly messages: readonly Message[];
  /** There are older ones than those that were loaded. */
  readonly hasOlder: boolean;
  /** What is not stored yet, in the order of sending. */
  readonly pending: readonly PendingMessage[];
  /** Others who type now. */
  readonly typing: readonly Typing[];
  /** Who has it open now, on any server. */
  readonly online: readonly ConversationPresence[];
}

/** Gets the conversation after each change. */
export type ConversationListener = (view: ConversationView) => void;

/** A conversation that is followed. Others see that it is open until it is closed. */
export interface ConversationFeed extends Subscription {
  readonly conversationId: string;
  readonly view: ConversationView;
  /**
   * Puts a message in line and returns its client id. It is sent when there is a connection, again after a lost one, and
   * stored once. The line is in memory; what waits is sent after `close()` too, while the connection is not closed.
   * Throws `too_large` when 500 wait, `unavailable` when the feed is closed.
   */
  send(message: OutgoingMessage): string;
  /** Sends a refused message again. */
  retry(clientId: string): void;
  /** Forgets a message that is not stored yet; one that is on its way may be stored all the same. */
  discard(clientId: string): void;
  edit(offset: number, body: string): Promise<Message>;
  remove(offset: number): Promise<Message>;
  /** Null takes one's own away. */
  react(offset: number, emoji: string | null): Promise<Message>;
  /** Everything up to an offset, or all that is loaded, has been read. */
  read(offset?: number): Promise<void>;
  /** To be called whenever somebody types: followers are told every 3 s at most. False: no longer. */
  typing(typing?: boolean): void;
  /** Loads older messages; resolves to whether there are more. */
  loadOlder(): Promise<boolean>;
}

export type ConversationOptions = SubscriptionOptions;
