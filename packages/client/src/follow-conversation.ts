import type { CommandAck, EventPayload, Message } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import { backoffDelayMs, DEFAULT_BACKOFF } from './backoff.ts';
import type { Connection, TopicEventMeta } from './connection.ts';
import type {
  ConversationFeed,
  ConversationListener,
  ConversationOptions,
  ConversationView,
} from './conversation-feed.ts';
import { ConversationPeers } from './conversation-peers.ts';
import { onEachLink } from './each-link.ts';
import { Joiner } from './joiner.ts';
import { NOWHERE } from './log-position.ts';
import { fromPage, type MessageList, NO_MESSAGES, withMessage, withOlder } from './message-list.ts';
import { SendQueue } from './send-queue.ts';
import type { Subscription } from './subscription.ts';

const PAGE = 50;
/** How often followers are told that somebody types. */
const TYPING_EVERY_MS = 3000;

type Wire = Pick<Connection, 'subscribe' | 'call' | 'state' | 'onState'>;
type Topic = `conversation:${string}`;

/** A conversation by its topic. Whenever what was missed cannot be replayed, at the start too, its newest page is read. */
export class FollowedConversation implements ConversationFeed {
  readonly conversationId: string;
  readonly #wire: Wire;
  readonly #listener: ConversationListener;
  readonly #onError: ConversationOptions['onError'];
  readonly #subscription: Subscription;
  readonly #stop: () => void;
  readonly #queue: SendQueue;
  readonly #peers: ConversationPeers;
  /** Who is there is no part of the log, so that it is asked for on every link; the messages where some are missing. */
  readonly #joiner: Joiner<CommandAck<'join:conversation'>>;
  #conversation: ConversationView['conversation'] = null;
  #list: MessageList = NO_MESSAGES;
  /** Until the newest page was read; a link may be lost before. */
  #missed = true;
  /** Told while the newest page is on its way, by offset: the page may have been read before. */
  readonly #meanwhile = new Map<number, Message>();
  #view: ConversationView | undefined;
  #toldTypingAt = 0;
  #closed = false;

  constructor(
    wire: Wire,
    conversationId: string,
    listener: ConversationListener,
    { onError }: ConversationOptions,
  ) {
    this.conversationId = conversationId;
    this.#wire = wire;
    this.#listener = listener;
    this.#onError = onError;
    const changed = (): void => this.#changed();
    this.#peers = new ConversationPeers(changed);
    this.#joiner = new Joiner({
      send: () => {
        this.#meanwhile.clear();
        return wire.call('join:conversation', { conversationId });
      },
      joined: (ack) => this.#joined(ack),
      refused: (error) => this.#refused(error),
      delayMs: (failures) => backoffDelayMs(failures, Math.random(), DEFAULT_BACKOFF),
    });
    this.#queue = new SendQueue({
      send: async ({ error: _error, attachments, ...message }) =>
        (
          await wire.call('message:send', {
            ...message,
            conversationId,
            ...(attachments === undefined ? {} : { attachments: [...attachments] }),
          })
        ).message,
      sent: (message) => this.#put(message),
      changed,
    });
    this.#subscription = this.#subscribe();
    this.#stop = onEachLink(
      wire,
      () => this.#queue.resume(),
      () => {
        this.#queue.suspend();
        this.#joiner.suspend();
        if (this.#closed) this.#endOnceSent();
      },
    );
  }

  get view(): ConversationView {
    this.#view ??= {
      conversation: this.#conversation,
      messages: this.#list.items,
      hasOlder: this.#list.hasOlder,
      pending: this.#queue.pending,
      typing: this.#peers.typing,
      online: this.#peers.online,
    };
    return this.#view;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(message: Parameters<ConversationFeed['send']>[0]): string {
    if (this.#closed) throw new WaycastError('unavailable', 'The conversation is closed; follow it again.');
    this.#toldTypingAt = 0;
    return this.#queue.add(message);
  }

  retry(clientId: string): void {
    this.#queue.retry(clientId);
  }

  discard(clientId: string): void {
    this.#queue.drop(clientId);
  }

  edit(offset: number, body: string): Promise<Message> {
    return this.#took(this.#wire.call('message:edit', { ...this.#at(offset), body }));
  }

  remove(offset: number): Promise<Message> {
    return this.#took(this.#wire.call('message:delete', this.#at(offset)));
  }

  react(offset: number, emoji: string | null): Promise<Message> {
    return this.#took(this.#wire.call('message:react', { ...this.#at(offset), emoji }));
  }

  async read(offset: number = this.#list.items.at(-1)?.offset ?? 0): Promise<void> {
    if (offset === 0) return;
    const { conversationId } = this;
    const { unread } = await this.#wire.call('message:read', { conversationId, offset });
    if (this.#conversation !== null) this.#conversation = { ...this.#conversation, unread };
    this.#changed();
  }

  typing(typing = true): void {
    const now = Date.now();
    if (typing ? now - this.#toldTypingAt < TYPING_EVERY_MS : this.#toldTypingAt === 0) return;
    this.#toldTypingAt = typing ? now : 0;
    const { conversationId } = this;
    if (this.#wire.state.phase !== 'open') return;
    // Nobody misses it: it is said again, or ends by itself.
    this.#wire.call('typing', { conversationId, typing }).catch(() => undefined);
  }

  async loadOlder(): Promise<boolean> {
    const [first] = this.#list.items;
    if (!this.#list.hasOlder || first === undefined) return false;
    const { conversationId } = this;
    const page = await this.#wire.call('message:list', { conversationId, before: first.offset, limit: PAGE });
    // Meanwhile the newest page may have taken the place of all that was there.
    if (this.#list.items[0]?.offset === first.offset) this.#list = withOlder(this.#list, page);
    this.#changed();
    return this.#list.hasOlder;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#joiner.close();
    this.#peers.close();
    this.#subscription.close();
    this.#endOnceSent();
  }

  /** What was said before the conversation was left is sent all the same, unless the connection is closed too. */
  #endOnceSent(): void {
    if (this.#queue.waits && this.#wire.state.phase !== 'closed') return;
    this.#stop();
    this.#queue.suspend();
  }

  #subscribe(): Subscription {
    const topic: Topic = `conversation:${this.conversationId}`;
    return this.#wire.subscribe(
      topic,
      {
        event: (payload, { event }) => this.#hear(event, payload),
        recovered: (recovered) => {
          this.#missed ||= !recovered;
          // An answer that is on its way may be older than what was missed.
          this.#joiner.suspend();
          this.#joiner.join();
        },
        onError: (error) => this.#refused(error),
      },
      { since: NOWHERE },
    );
  }

  #refused(error: WaycastError): void {
    if (this.#closed) return;
    this.close();
    this.#onError?.(error);
  }

  #joined(ack: CommandAck<'join:conversation'>): void {
    const { lastMessage: _last, offset: _offset, ...conversation } = ack.conversation;
    this.#conversation = conversation;
    if (this.#missed) {
      this.#list = [...this.#meanwhile.values()].reduce(withMessage, fromPage(ack.messages));
      this.#missed = false;
      // What was stored shortly before a link was lost, without an answer to its sender.
      for (const { clientId } of ack.messages.items) this.#queue.drop(clientId);
    }
    this.#meanwhile.clear();
    this.#peers.replace(ack.presence);
  }

  #hear(event: TopicEventMeta<Topic>['event'], payload: object): void {
    const heard: Partial<Record<typeof event, (payload: never) => void>> = {
      'message:new': (message: EventPayload<'message:new'>) => this.#arrived(message),
      'message:changed': ({ message }: EventPayload<'message:changed'>) => this.#put(message),
      'message:read': (read: EventPayload<'message:read'>) => this.#hasRead(read),
      'conversation:update': (update: EventPayload<'conversation:update'>) => this.#updated(update),
      typing: ({ topic: _topic, ...note }: EventPayload<'typing'>) => this.#peers.typed(note),
      presence: ({ topic: _topic, ...presence }: EventPayload<'presence'>) => this.#peers.present(presence),
    };
    heard[event]?.(payload as never);
  }

  #arrived(payload: EventPayload<'message:new'>): void {
    const {
      topic: _topic,
      epoch: _epoch,
      companyId: _company,
      conversationOffset: _at,
      ...message
    } = payload;
    this.#peers.quiet(message.senderId);
    this.#queue.drop(message.clientId);
    this.#put(message);
  }

  #hasRead({ participantId, readUpTo }: EventPayload<'message:read'>): void {
    if (this.#conversation === null) return;
    const participants = this.#conversation.participants.map((one) =>
      one.participantId === participantId ? { ...one, readUpTo: Math.max(one.readUpTo, readUpTo) } : one,
    );
    this.#conversation = { ...this.#conversation, participants };
    this.#changed();
  }

  #updated(update: EventPayload<'conversation:update'>): void {
    const { topic: _topic, epoch: _epoch, offset: _offset, revision: _revision, ...head } = update;
    this.#conversation = { ...head, unread: this.#conversation?.unread ?? 0 };
    this.#changed();
  }

  #at(offset: number) {
    return { conversationId: this.conversationId, offset };
  }

  async #took(changing: Promise<{ message: Message }>): Promise<Message> {
    const { message } = await changing;
    this.#put(message);
    return message;
  }

  #put(message: Message): void {
    if (this.#missed) this.#meanwhile.set(message.offset, message);
    this.#list = withMessage(this.#list, message);
    this.#changed();
  }

  #changed(): void {
    this.#view = undefined;
    if (this.#closed) this.#endOnceSent();
    else this.#listener(this.view);
  }
}
