import { Connection } from './connection.ts';
import type { Memory } from './memory.ts';
import { CONVERSATION, openConversation } from './open-conversation.ts';
import { Peers } from './peers.ts';
import { type Problem, toProblem } from './problem.ts';
import { type Fields, isOffset, isRecord, list, readHead, readMessage, readPage } from './reading.ts';
import { Sender } from './sender.ts';
import type { Settings } from './settings.ts';
import { Thread } from './thread.ts';
import type { Unsent } from './unsent.ts';
import type { View } from './view.ts';
import type { Arrival, Visitor } from './visitor.ts';

const TYPING_EVERY_MS = 3000;
const COMPANY_IS_FRESH_MS = 60_000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/** One person's chat with a company, kept up to date while the page is open. */
export class Chat {
  readonly #settings: Settings;
  readonly #memory: Memory;
  readonly #visitor: Visitor;
  readonly #onChanged: () => void;
  #thread = new Thread();
  readonly #peers: Peers;
  readonly #sender: Sender;
  readonly #connection: Connection;
  readonly #unwatch: () => void;
  #arrival: Arrival | undefined;
  #arriving: Promise<void> | undefined;
  #arrivedAt = 0;
  #problem: Problem | undefined;
  #conversationId: string | undefined;
  #isLooking = false;
  #typedAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;
  #isStopped = false;

  constructor(settings: Settings, memory: Memory, visitor: Visitor, onChanged: () => void) {
    this.#settings = settings;
    this.#memory = memory;
    this.#visitor = visitor;
    this.#onChanged = onChanged;
    this.#peers = new Peers(onChanged);
    this.#sender = new Sender(memory, (message) => this.#send(message), onChanged);
    this.#connection = new Connection({
      url: `${settings.server.replace(/^http/, 'ws')}ws`,
      token: () => visitor.token(),
      onExpired: () => visitor.expired(),
      onOpen: () => this.#follow(),
      onEvent: (type, fields) => this.#take(type, fields),
      onChanged,
    });
    this.#unwatch = memory.onChanged((key) => this.#otherTab(key));
    // Who was here before sees at once whether there is an answer.
    if (visitor.isKnown) void this.begin();
  }

  get view(): View {
    const me = this.#arrival?.subject ?? '';
    return {
      status: this.#status(),
      company: this.#arrival?.company,
      agentsHere: this.#peers.hasAgent || (this.#arrival?.company.agentsOnline ?? 0) > 0,
      me,
      messages: this.#thread.messages,
      waiting: this.#sender.waiting.filter(({ clientId }) => !this.#thread.has(me, clientId)),
      hasOlder: this.#thread.older !== null,
      typing: this.#peers.typing,
      readByOthers: this.#thread.readByOthers(me),
      unread: this.#thread.unread(me).length,
    };
  }

  /** Comes to the chat, once. What fails is tried again by itself, except where the server refuses this page. */
  begin(): Promise<void> {
    const isFresh = Date.now() - this.#arrivedAt < COMPANY_IS_FRESH_MS;
    if (this.#arriving === undefined && !isFresh && !this.#isStopped) {
      this.#arriving = this.#arrive().finally(() => {
        this.#arriving = undefined;
        this.#onChanged();
      });
      this.#onChanged();
    }
    return this.#arriving ?? Promise.resolve();
  }

  /** The visitor sees the messages, or no longer does. */
  look(isLooking: boolean): void {
    this.#isLooking = isLooking;
    if (isLooking) this.#markRead();
  }

  /** False: too many messages wait already. */
  write(body: string): boolean {
    this.#typedAt = 0;
    return this.#sender.write(body);
  }

  retry(clientId: string): void {
    this.#sender.retry(clientId);
  }

  discard(clientId: string): void {
    this.#sender.drop(clientId);
  }

  /** The visitor is writing, or has emptied what was written. */
  typing(isTyping: boolean): void {
    const conversationId = this.#conversationId;
    const isNews = isTyping ? Date.now() - this.#typedAt > TYPING_EVERY_MS : this.#typedAt > 0;
    if (conversationId === undefined || !this.#connection.isOpen || !isNews) return;
    this.#typedAt = isTyping ? Date.now() : 0;
    this.#tell('typing', { conversationId, typing: isTyping });
  }

  /** Reads one page more of what was before. Rejects with Problem. */
  async loadOlder(): Promise<void> {
    const before = this.#thread.older;
    const conversationId = this.#conversationId;
    if (before === null || conversationId === undefined) return;
    this.#thread.addOlder(
      readPage(await this.#connection.command('message:list', { conversationId, before })),
    );
    this.#onChanged();
  }

  /** The page has another token for the same user. */
  renewed(): void {
    this.#connection.renew();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    this.#unwatch();
    this.#sender.stop();
    this.#connection.stop();
    this.#peers.clear();
  }

  #status(): View['status'] {
    if (this.#problem !== undefined) return this.#problem.passes ? 'unreachable' : 'refused';
    if (this.#arrival === undefined) return this.#arriving === undefined ? 'idle' : 'starting';
    return this.#conversationId === undefined || this.#connection.isOpen ? 'here' : 'offline';
  }

  async #arrive(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      this.#arrival = await this.#visitor.arrive();
    } catch (error) {
      if (this.#arrival === undefined) this.#refused(toProblem(error));
      return;
    }
    if (this.#isStopped) return;
    this.#problem = undefined;
    this.#retries = 0;
    this.#arrivedAt = Date.now();
    const conversationId = this.#arrival.conversationId ?? this.#memory.get(CONVERSATION);
    if (conversationId !== undefined) this.#enter(conversationId);
    void this.#sender.flush();
  }

  #refused(problem: Problem): void {
    this.#problem = problem;
    if (!problem.passes) return console.warn(`waycast chat: ${problem.message}`);
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#retries);
    this.#retries += 1;
    this.#retry = setTimeout(() => void this.begin(), problem.retryAfterMs ?? delayMs);
  }

  #enter(conversationId: string): void {
    if (this.#conversationId !== undefined || this.#isStopped) return;
    this.#conversationId = conversationId;
    this.#memory.set(CONVERSATION, conversationId);
    this.#connection.start();
  }

  /** Connected: gets what was missed in the log, or starts anew with the newest page where that cannot be had. */
  async #follow(): Promise<void> {
    this.#peers.clear();
    const conversationId = this.#conversationId;
    const { since } = this.#thread;
    const topic = `conversation:${conversationId}`;
    const replay = since && (await this.#connection.command('subscribe', { topic, since }).catch(this.#gone));
    const ack = await this.#connection.command('join:conversation', { conversationId }).catch(this.#gone);
    for (const one of list(ack['presence'])) if (isRecord(one)) this.#peers.presence(one);
    this.#enterPage(ack, replay?.['recovered'] === true);
    if (this.#isLooking) this.#markRead();
    // The sender waits for the connection that is being made here.
    setTimeout(() => void this.#sender.flush());
  }

  /** The conversation is no more, or the guest is another: the next message opens a new one. */
  readonly #gone = (error: unknown): never => {
    if (toProblem(error).code === 'not_found') {
      this.#memory.remove(CONVERSATION);
      this.#conversationId = undefined;
      this.#thread = new Thread();
      this.#connection.stop();
    }
    throw error;
  };

  #enterPage(ack: Fields, isRecovered: boolean): void {
    const head = readHead(ack['conversation']);
    const { epoch, offset } = ack;
    if (head === undefined || typeof epoch !== 'string' || !isOffset(offset)) return;
    const page = readPage(ack['messages']);
    if (isRecovered) this.#thread.meet(head, page);
    else this.#thread.open(head, page, { epoch, offset });
    this.#onChanged();
  }

  async #send({ clientId, body }: Unsent): Promise<void> {
    if (this.#arrival === undefined) await this.begin();
    const me = this.#arrival?.subject;
    if (me === undefined) throw this.#problem ?? toProblem('not connected');
    if (this.#conversationId === undefined) {
      const parts = { settings: this.#settings, memory: this.#memory, visitor: this.#visitor };
      this.#enter(await openConversation(parts, { clientId, body }));
    }
    if (this.#thread.has(me, clientId)) return;
    const conversationId = this.#conversationId;
    const ack = await this.#connection.command('message:send', { conversationId, body, clientId });
    const message = readMessage(ack['message']);
    if (message !== undefined) this.#thread.put(message);
  }

  #take(type: string, fields: Fields): void {
    if (type === 'resync') return this.#resync(fields);
    if (fields['conversationId'] !== this.#conversationId) return;
    const me = this.#arrival?.subject ?? '';
    if (type === 'typing') return this.#peers.typed(fields, me);
    if (type === 'presence') return this.#peers.presence(fields);
    if (type === 'message:new' || type === 'message:changed') this.#message(fields, me);
    if (type === 'message:read') {
      const { participantId, readUpTo } = fields;
      if (typeof participantId === 'string' && isOffset(readUpTo)) this.#thread.read(participantId, readUpTo);
    }
    if (isOffset(fields['offset'])) this.#thread.passed(fields['offset']);
    this.#onChanged();
  }

  /** The log goes on elsewhere: what was missed is read again. */
  #resync({ topic, recovered, epoch, offset }: Fields): void {
    if (topic !== `conversation:${this.#conversationId}` || typeof epoch !== 'string' || !isOffset(offset))
      return;
    this.#thread.since = recovered === true ? { epoch, offset } : undefined;
    if (recovered !== true) this.#connection.again();
  }

  #message(fields: Fields, me: string): void {
    const message = readMessage(fields['message'] ?? fields);
    if (message === undefined) return;
    this.#thread.put(message);
    this.#peers.quiet(message.senderId);
    if (message.senderId === me) this.#sender.drop(message.clientId);
    else if (this.#isLooking) this.#markRead();
  }

  #markRead(): void {
    const newest = this.#thread.unread(this.#arrival?.subject ?? '').at(-1);
    const conversationId = this.#conversationId;
    if (newest === undefined || conversationId === undefined || !this.#connection.isOpen) return;
    this.#tell('message:read', { conversationId, offset: newest.offset });
  }

  /** Something that is lost with the connection, and then does not matter. */
  #tell(type: string, fields: Fields): void {
    this.#connection.command(type, fields).catch((error: unknown) => {
      const problem = toProblem(error);
      if (!problem.passes) console.warn(`waycast chat: ${problem.message}`);
    });
  }

  #otherTab(key: string): void {
    if (key === CONVERSATION) {
      const conversationId = this.#memory.get(CONVERSATION);
      if (conversationId !== undefined && this.#arrival !== undefined) this.#enter(conversationId);
    } else if (key.startsWith('unsent ')) this.#sender.reread();
  }
}
