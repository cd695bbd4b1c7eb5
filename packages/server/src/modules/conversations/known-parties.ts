import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { ConversationParties, Conversations } from '../../ports/conversations.ts';

/** Whom another server has let in or out is known by then. */
const MAX_AGE_MS = 1000;
const MAX_KNOWN = 20_000;

interface Known {
  readonly readAt: number;
  readonly parties: ConversationParties;
}

/** Who takes part in conversations, asked of the database about once a second for each that is busy. */
export class KnownParties {
  readonly #conversations: Pick<Conversations, 'parties'>;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_KNOWN });
  /** Counts what was forgotten: an answer that was asked for before it is not kept. */
  #forgotten = 0;

  constructor(conversations: Pick<Conversations, 'parties'>, clock: Clock) {
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /** Undefined: there is no such conversation. */
  async of(tenant: string, conversationId: string): Promise<ConversationParties | undefined> {
    const known = this.#known.get(keyOf(tenant, conversationId));
    if (known !== undefined && this.#clock.now() - known.readAt < MAX_AGE_MS) return known.parties;
    return this.read(tenant, conversationId);
  }

  /** The same as it is now. */
  async read(tenant: string, conversationId: string): Promise<ConversationParties | undefined> {
    const key = keyOf(tenant, conversationId);
    const readAt = this.#clock.now();
    const forgotten = this.#forgotten;
    const parties = await this.#conversations.parties(tenant, conversationId);
    // What is absent may be opened at any moment.
    if (parties === undefined) this.#known.delete(key);
    else if (forgotten === this.#forgotten) this.#known.set(key, { readAt, parties });
    return parties;
  }

  forget(tenant: string, conversationId: string): void {
    this.#forgotten += 1;
    this.#known.delete(keyOf(tenant, conversationId));
  }
}

function keyOf(tenant: string, conversationId: string): string {
  return `${tenant} ${conversationId}`;
}
