import type { Connection, Subscription } from '@waycast/client';
import { WaycastError } from '@waycast/client';
import { ANSWERS } from './exchanges.ts';

const READS_MS = 1500;
const WRITES_MS = 4000;
/** Of simulated customers, whom `Callers` answers. */
const SIMULATED = /^caller-/;
/** Conversations that are being answered. */
const MOST = 100;

interface AnsweringAgentParts {
  readonly companyId: string;
  /** As the agent. */
  readonly connection: Connection;
  /** Times real time. */
  readonly pace: number;
  readonly onFailed: (error: unknown) => void;
}

/** Answers whoever writes to the office and is not simulated, after the time that reading and writing takes. */
export class AnsweringAgent {
  readonly #parts: AnsweringAgentParts;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** How often each was answered: an agent that says the same for ever is none. */
  readonly #answers = new Map<string, number>();
  #followed: Subscription | undefined;

  constructor(parts: AnsweringAgentParts) {
    this.#parts = parts;
  }

  start(): void {
    const { connection, companyId, onFailed } = this.#parts;
    connection.connect();
    this.#followed = connection.subscribe(`company:${companyId}`, {
      event: (payload, { event }) => {
        if (event === 'message:new') this.#heard(payload);
      },
      onError: onFailed,
    });
  }

  close(): void {
    this.#followed?.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #heard(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    if (!('conversationId' in message && 'senderId' in message && 'senderKind' in message)) return;
    const { conversationId, senderId, senderKind } = message;
    if (typeof conversationId !== 'string' || SIMULATED.test(String(senderId))) return;
    // Somebody answers already: this agent, or a person at the inbox.
    if (senderKind === 'agent') return this.#forget(conversationId);
    const count = this.#answers.get(conversationId) ?? 0;
    if (count >= ANSWERS.length || this.#timers.size >= MOST || this.#timers.has(conversationId)) return;
    this.#later(conversationId, READS_MS, () => this.#write(conversationId, count));
  }

  async #write(conversationId: string, count: number): Promise<void> {
    await this.#parts.connection.call('typing', { conversationId, typing: true });
    this.#later(conversationId, WRITES_MS, () => this.#answer(conversationId, count));
  }

  async #answer(conversationId: string, count: number): Promise<void> {
    const body = ANSWERS[count];
    if (body === undefined) return;
    this.#answers.set(conversationId, count + 1);
    const { http } = this.#parts.connection;
    await http.sendMessage({ id: conversationId }, { body, clientId: `answer-${count}` });
  }

  #later(conversationId: string, waitMs: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(conversationId);
      work().catch((error: unknown) => {
        // At the end of the demo calls are cut off, which is nothing to tell.
        if (!(error instanceof WaycastError && error.code === 'unavailable')) this.#parts.onFailed(error);
      });
    }, waitMs / this.#parts.pace);
    this.#timers.set(conversationId, timer);
  }

  #forget(conversationId: string): void {
    clearTimeout(this.#timers.get(conversationId));
    this.#timers.delete(conversationId);
  }
}
