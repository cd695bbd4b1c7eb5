import { topicKey } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { OutboxMessage } from '../ports/transaction-outbox.ts';

/** Messages in hand; what finds no room is taken from the outbox later. */
const MAX_IN_HAND = 10_000;
/** A little less than a server has its messages to itself (X2): afterwards any server takes what is left. */
const OWN_MS = 4_500;
const TRY_AGAIN_MS = 100;
const MAX_TRY_AGAIN_MS = 1_600;

interface InHand {
  readonly message: OutboxMessage;
  readonly until: number;
}

/**
 * What this server has just committed, told at once. A message that failed is tried again while it is this server's
 * own. What live numbers is told in the order written; of what the database has numbered nothing waits for another, so
 * that followers here have it at once while other servers cannot be told.
 */
export class OwnMessages {
  readonly #clock: Clock;
  /** Resolves to whether it was told. Must not reject. */
  readonly #tell: (message: OutboxMessage) => Promise<boolean>;
  readonly #inHand = new Map<number, InHand>();
  readonly #running = new Set<Promise<void>>();
  #failed: InHand[] = [];
  /** Topics that live numbers: the last of each that is being told, and those in which one has failed. */
  readonly #lines = new Map<string, Promise<boolean>>();
  readonly #stopped = new Set<string>();
  #delayMs = TRY_AGAIN_MS;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, tell: (message: OutboxMessage) => Promise<boolean>) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get size(): number {
    return this.#inHand.size;
  }

  has(id: number): boolean {
    return this.#inHand.has(id);
  }

  take(messages: readonly OutboxMessage[]): void {
    const until = this.#clock.now() + OWN_MS;
    for (const message of messages) {
      if (this.#inHand.size >= MAX_IN_HAND) return;
      const inHand = { message, until };
      this.#inHand.set(message.id, inHand);
      this.#begin(inHand);
    }
  }

  /** Tries no more; resolves when what is being told has been. */
  async close(): Promise<void> {
    this.#cancelTimer?.();
    this.#inHand.clear();
    this.#failed = [];
    await Promise.all(this.#running);
  }

  #begin(inHand: InHand): void {
    const attempt = this.#attempt(inHand).finally(() => this.#running.delete(attempt));
    this.#running.add(attempt);
  }

  async #attempt(inHand: InHand): Promise<void> {
    const { message } = inHand;
    const told = await (message.position === null ? this.#tellInLine(message) : this.#tell(message));
    if (!told) return this.#tryLater(inHand);
    this.#inHand.delete(message.id);
    if (this.#failed.length === 0) this.#delayMs = TRY_AGAIN_MS;
  }

  /** After those of its topic that were written before it, unless one of them could not be told. */
  #tellInLine(message: OutboxMessage): Promise<boolean> {
    const key = topicKey(message.topic);
    if (this.#stopped.has(key)) return Promise.resolve(false);
    const before = this.#lines.get(key) ?? Promise.resolve(true);
    const outcome = before.then((told) => told && this.#tell(message));
    this.#lines.set(key, outcome);
    return outcome.finally(() => {
      if (this.#lines.get(key) === outcome) this.#lines.delete(key);
    });
  }

  #tryLater(inHand: InHand): void {
    const { message } = inHand;
    if (!this.#inHand.has(message.id)) return;
    this.#failed.push(inHand);
    if (message.position === null) this.#stopped.add(topicKey(message.topic));
    this.#cancelTimer ??= this.#clock.after(this.#delayMs, () => this.#tryAgain());
  }

  #tryAgain(): void {
    this.#cancelTimer = undefined;
    this.#delayMs = Math.min(this.#delayMs * 2, MAX_TRY_AGAIN_MS);
    // One that was written when others had failed came here before those that waited for them.
    const failed = this.#failed.sort((one, other) => one.message.id - other.message.id);
    this.#failed = [];
    this.#stopped.clear();
    const now = this.#clock.now();
    for (const inHand of failed) {
      if (inHand.until > now) this.#begin(inHand);
      else this.#inHand.delete(inHand.message.id);
    }
  }
}
