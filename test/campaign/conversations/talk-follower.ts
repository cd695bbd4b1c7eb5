import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { answerTo, connectFollower, type Position } from '../follower-socket.ts';

export interface HeardMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly offset: number;
  readonly clientId: string;
  readonly senderId: string;
  readonly body: string;
  readonly reactions: readonly { readonly emoji: string; readonly by: string }[];
  readonly deletedAt: string | null;
}

interface Ack extends Partial<Position> {
  readonly ok: boolean;
  readonly recovered?: boolean;
  readonly error?: { readonly code: string; readonly message: string };
  readonly message?: HeardMessage;
}

const AGAIN_MS = 50;

export interface TalkFollowerParts {
  readonly url: string;
  readonly token: string;
  readonly conversationId: string;
  readonly epoch: string;
  /** Pages of messages, in order, for what a replay cannot tell. */
  readonly readAll: () => Promise<readonly HeardMessage[]>;
}

/**
 * A participant's application: it holds the list of messages, remembers where it stands in the log, asks from there
 * whenever its server went away, and reads pages where so much was missed that a replay cannot tell it.
 */
export class TalkFollower {
  readonly list = new Map<number, HeardMessage>();
  readonly reads = new Map<string, number>();
  /** Offsets of the log as they were told, since the list was last read whole. */
  offsets: number[] = [];
  /** A message that was told twice, or events out of order. */
  readonly faults: string[] = [];
  reloads = 0;
  reconnects = -1;
  readonly #parts: TalkFollowerParts;
  readonly #socket: Socket;
  #position: Position;
  #isSubscribed = false;
  #loading: (() => void)[] | undefined;

  constructor(parts: TalkFollowerParts) {
    this.#parts = parts;
    this.#position = { epoch: parts.epoch, offset: 0 };
    this.#socket = connectFollower(parts.url, parts.token, () => {
      this.#isSubscribed = false;
    });
    const heard = (take: () => void): void =>
      this.#loading === undefined ? take() : void this.#loading.push(take);
    this.#socket.on('message:new', (message: HeardMessage & Position) => heard(() => this.#takeNew(message)));
    this.#socket.on('message:changed', (event: { message: HeardMessage } & Position) =>
      heard(() => this.#takeChanged(event)),
    );
    this.#socket.on('message:read', (event: { participantId: string; readUpTo: number } & Position) =>
      heard(() => {
        if (this.#advance(event)) this.reads.set(event.participantId, event.readUpTo);
      }),
    );
    this.#socket.on('conversation:update', (event: Position) => heard(() => void this.#advance(event)));
    this.#socket.on('resync', ({ topic, recovered }: { topic: string; recovered: boolean }) => {
      if (topic === this.#topic && !recovered) void this.#reload();
    });
    this.#socket.on('connect', () => {
      this.reconnects += 1;
      void this.#subscribe();
    });
  }

  get isConnected(): boolean {
    return this.#socket.connected && this.#isSubscribed;
  }

  /** Answers what a command was answered; undefined: nothing, in time. */
  async ask(command: string, input: object): Promise<Ack | undefined> {
    return this.#socket.connected ? answerTo<Ack>(this.#socket, command, input) : undefined;
  }

  away(): void {
    this.#socket.disconnect();
  }

  /** One that connects already would connect twice, and be two. */
  back(): void {
    if (!this.#socket.active) this.#socket.connect();
  }

  close(): void {
    this.#socket.close();
  }

  get #topic(): string {
    return `conversation:${this.#parts.conversationId}`;
  }

  async #subscribe(): Promise<void> {
    const { id } = this.#socket;
    while (this.#socket.connected && this.#socket.id === id && !this.#isSubscribed) {
      const ack = await this.ask('subscribe', { topic: this.#topic, since: this.#position });
      // It may be answered yet, and asking again would have all of it told again.
      if (ack === undefined) return this.#reconnect(id);
      if (!ack.ok) {
        await sleep(AGAIN_MS);
        continue;
      }
      this.#isSubscribed = true;
      if (ack.recovered !== true) await this.#reload();
    }
  }

  #reconnect(id: string | undefined): void {
    if (this.#socket.connected && this.#socket.id === id) this.#socket.disconnect().connect();
  }

  /** What comes meanwhile waits, and counts where it is newer than what was read. */
  async #reload(): Promise<void> {
    if (this.#loading !== undefined) return;
    this.reloads += 1;
    this.#loading = [];
    const messages = await this.#parts.readAll();
    this.list.clear();
    this.offsets = [];
    for (const message of messages) this.list.set(message.offset, message);
    const waiting = this.#loading;
    this.#loading = undefined;
    for (const take of waiting) take();
  }

  #takeNew(message: HeardMessage & Position): void {
    if (!this.#advance(message)) return;
    const { epoch: _epoch, ...own } = message;
    this.list.set(message.offset, own);
  }

  #takeChanged({ message, ...position }: { message: HeardMessage } & Position): void {
    if (this.#advance(position)) this.list.set(message.offset, message);
  }

  /** Whether it is the next one. */
  #advance({ epoch, offset }: Position): boolean {
    const before = this.offsets.at(-1);
    if (before !== undefined && offset !== before + 1) {
      this.faults.push(`${this.#topic}: ${offset} after ${before}`);
      if (offset <= before) return false;
    }
    this.offsets.push(offset);
    this.#position = { epoch, offset };
    return true;
  }
}
