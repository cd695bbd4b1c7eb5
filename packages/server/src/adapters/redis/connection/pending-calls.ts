import { ErrorReply } from '@redis/client';
import type { Clock } from '../../../ports/clock.ts';
import { unavailable } from './unavailable.ts';

const LOOK_EVERY_MS = 250;

interface PendingCall {
  readonly since: number;
  reject(error: unknown): void;
}

interface PendingCallsOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Called when a call waits and nothing was answered for `timeoutMs`. */
  readonly onSilence: () => void;
}

/**
 * Calls that wait for an answer on one connection, which come in the order they were made. None waits longer than
 * `timeoutMs` and one look: while others are answered it alone is given up, else the connection is silent.
 */
export class PendingCalls {
  readonly #options: PendingCallsOptions;
  /** Oldest first. */
  readonly #calls = new Set<PendingCall>();
  #answeredAt = 0;
  #lookedAt = 0;
  #cancelLook: (() => void) | undefined;

  constructor(options: PendingCallsOptions) {
    this.#options = options;
  }

  /** When anything was last answered, in ms of `performance.now()`; 0: never. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  track<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const call = { since: performance.now(), reject };
      this.#calls.add(call);
      this.#lookLater();
      answer.then(
        (value) => {
          this.#answered(call);
          resolve(value);
        },
        (error) => {
          // The client's own refusal, for instance of a full queue, is no sign of life.
          if (error instanceof ErrorReply) this.#answered(call);
          this.#calls.delete(call);
          reject(error);
        },
      );
    });
  }

  /** Rejects whatever waits, and stops looking. */
  end(error: unknown): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    for (const call of this.#calls) call.reject(error);
    this.#calls.clear();
  }

  #answered(call: PendingCall): void {
    this.#answeredAt = performance.now();
    this.#calls.delete(call);
  }

  #lookLater(): void {
    if (this.#cancelLook !== undefined) return;
    this.#lookedAt = performance.now();
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #look(): void {
    this.#cancelLook = undefined;
    const now = performance.now();
    // This process stood still, not Redis: answers may lie unread in the socket.
    const stoodStill = now - this.#lookedAt > 2 * LOOK_EVERY_MS;
    if (!stoodStill) this.#giveUpBefore(now - this.#options.timeoutMs);
    if (this.#calls.size > 0) this.#lookLater();
  }

  #giveUpBefore(deadline: number): void {
    const [oldest] = this.#calls;
    if (oldest === undefined || oldest.since > deadline) return;
    if (this.#answeredAt < deadline) return this.#options.onSilence();
    for (const call of this.#calls) {
      if (call.since > deadline) return;
      this.#calls.delete(call);
      call.reject(unavailable(new Error(`no answer within ${this.#options.timeoutMs} ms`)));
    }
  }
}
