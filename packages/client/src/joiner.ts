import type { WaycastError } from '@waycast/contract/errors';
import { asWaycastError, isRetryable } from './wire-error.ts';

/** How a subscription is joined at the server. `A` is what the server answers. */
export interface Joining<A> {
  readonly send: () => Promise<A>;
  /** Called with the answer, unless the link was lost or another join began meanwhile. */
  readonly joined: (ack: A) => void;
  /** The server refused for good; the joiner is closed. */
  readonly refused: (error: WaycastError) => void;
  /** Delay before the next try after so many failures in a row. */
  readonly delayMs: (failures: number) => number;
}

/** Joins one subscription whenever the link is up, and tries again by itself after passing refusals. */
export class Joiner<A> {
  readonly #joining: Joining<A>;
  #phase: 'down' | 'joining' | 'joined' | 'waiting' | 'closed' = 'down';
  /** Answers of earlier tries are recognised by their number and ignored. */
  #tries = 0;
  #failures = 0;
  /** What is to be joined changed while a join was under way: one more follows it, however many changes there were. */
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(joining: Joining<A>) {
    this.#joining = joining;
  }

  get joined(): boolean {
    return this.#phase === 'joined';
  }

  get closed(): boolean {
    return this.#phase === 'closed';
  }

  /** The link is up, or what is to be joined changed: joins (again). */
  join(): void {
    if (this.#phase === 'closed') return;
    if (this.#phase === 'joining') {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#phase = 'joining';
    this.#attempt(++this.#tries).catch((error: unknown) => {
      // Only a failure of our own code comes here; it must not vanish.
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  /** The link is down: what was joined is no more. */
  suspend(): void {
    if (this.#phase !== 'closed') this.#stop('down');
  }

  close(): void {
    this.#stop('closed');
  }

  #stop(phase: 'down' | 'closed'): void {
    clearTimeout(this.#timer);
    this.#tries += 1;
    this.#failures = 0;
    this.#again = false;
    this.#phase = phase;
  }

  async #attempt(number: number): Promise<void> {
    let ack: A;
    try {
      ack = await this.#joining.send();
    } catch (error) {
      if (number === this.#tries) this.#failed(asWaycastError(error, 'Could not subscribe'));
      return;
    }
    if (number !== this.#tries) return;
    this.#phase = 'joined';
    this.#failures = 0;
    const again = this.#again;
    this.#again = false;
    this.#joining.joined(ack);
    if (again) this.join();
  }

  #failed(error: WaycastError): void {
    // Unauthenticated concerns the connection, which renews the token or ends; the subscription itself may be fine.
    if (!isRetryable(error) && error.code !== 'unauthenticated') {
      this.close();
      return this.#joining.refused(error);
    }
    this.#phase = 'waiting';
    this.#failures += 1;
    this.#timer = setTimeout(
      () => this.join(),
      (error.retryAfterMs ?? 0) + this.#joining.delayMs(this.#failures),
    );
  }
}
