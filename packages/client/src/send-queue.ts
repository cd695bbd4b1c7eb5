import type { Message } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import type { OutgoingMessage, PendingMessage } from './conversation-feed.ts';
import { asWaycastError, isRetryable } from './wire-error.ts';

/** Messages that may wait. */
const MAX_PENDING = 500;

export interface SendQueueParts {
  readonly send: (message: PendingMessage) => Promise<Message>;
  /** It is stored. */
  readonly sent: (message: Message) => void;
  /** What waits is something else now. */
  readonly changed: () => void;
}

/** Sends messages one after the other, each until it is stored or refused for good, over as many links as that takes. */
export class SendQueue {
  readonly #parts: SendQueueParts;
  #pending: readonly PendingMessage[] = [];
  #open = false;
  #sending = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
  }

  get pending(): readonly PendingMessage[] {
    return this.#pending;
  }

  /** Something is on its way, or will be once there is a link. */
  get waits(): boolean {
    return this.#pending.some(({ error }) => error === null);
  }

  add(message: OutgoingMessage): string {
    if (this.#pending.length >= MAX_PENDING)
      throw new WaycastError('too_large', `${MAX_PENDING} messages wait to be sent; wait until some are`);
    const clientId = newClientId();
    this.#change([...this.#pending, { ...message, clientId, error: null }]);
    this.#next();
    return clientId;
  }

  retry(clientId: string): void {
    this.#change(this.#pending.map((one) => (one.clientId === clientId ? { ...one, error: null } : one)));
    this.#next();
  }

  drop(clientId: string): void {
    if (!this.#pending.some((one) => one.clientId === clientId)) return;
    this.#change(this.#pending.filter((one) => one.clientId !== clientId));
  }

  /** There is a link. */
  resume(): void {
    this.#open = true;
    this.#failures = 0;
    this.#next();
  }

  /** There is none. What was on its way is sent again with the next. */
  suspend(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #change(pending: readonly PendingMessage[]): void {
    this.#pending = pending;
    this.#parts.changed();
  }

  #next(): void {
    const first = this.#pending.find(({ error }) => error === null);
    if (!this.#open || this.#sending || this.#timer !== undefined || first === undefined) return;
    this.#sending = true;
    this.#parts
      .send(first)
      .then(
        (message) => this.#stored(first, message),
        (error: unknown) => this.#failed(first, error),
      )
      .finally(() => {
        this.#sending = false;
        this.#next();
      });
  }

  #stored({ clientId }: PendingMessage, message: Message): void {
    this.#failures = 0;
    this.#parts.sent(message);
    this.drop(clientId);
  }

  #failed({ clientId }: PendingMessage, cause: unknown): void {
    const error = asWaycastError(cause, 'Could not send');
    // A new token, or a new link, makes good for the first; the second waits as long as it is told to.
    if (error.code === 'unauthenticated' || isRetryable(error)) {
      this.#failures += 1;
      const delayMs = Math.max(error.retryAfterMs ?? 0, Math.min(500 * 2 ** this.#failures, 30_000));
      if (this.#open) this.#timer = setTimeout(() => this.#waited(), delayMs);
      return;
    }
    this.#change(this.#pending.map((one) => (one.clientId === clientId ? { ...one, error } : one)));
  }

  #waited(): void {
    this.#timer = undefined;
    this.#next();
  }
}

/** Unique among the messages of a sender, on all of its devices. */
function newClientId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
