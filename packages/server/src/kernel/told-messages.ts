import type { Clock } from '../ports/clock.ts';
import type { TransactionOutbox } from '../ports/transaction-outbox.ts';

/** Messages are noted as told together. */
const GROUP_MS = 20;
const GROUP = 500;
const TRY_AGAIN_MS = 1_000;
/** Told, but not noted yet; of more, the oldest are told again. */
const MAX_UNNOTED = 20_000;

/** Notes in the outbox what was told, in groups. */
export class ToldMessages {
  readonly #outbox: TransactionOutbox;
  readonly #clock: Clock;
  readonly #noteFailure: (error: unknown) => void;
  readonly #unnoted = new Set<number>();
  #noting: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(outbox: TransactionOutbox, clock: Clock, noteFailure: (error: unknown) => void) {
    this.#outbox = outbox;
    this.#clock = clock;
    this.#noteFailure = noteFailure;
  }

  /** Whether it was told, and is not noted yet. */
  has(id: number): boolean {
    return this.#unnoted.has(id);
  }

  add(id: number): void {
    this.#unnoted.add(id);
    const [oldest] = this.#unnoted;
    if (this.#unnoted.size > MAX_UNNOTED && oldest !== undefined) this.#unnoted.delete(oldest);
    this.#noteLater(GROUP_MS);
  }

  /** Notes all of them now. Does not reject: what could not be noted is tried again. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#noting ??= this.#noteAll().finally(() => {
      this.#noting = undefined;
    });
    return this.#noting;
  }

  /** Tries once more to note what is not noted. */
  async close(): Promise<void> {
    await this.#noting;
    await this.flush();
    this.#closed = true;
    this.#cancelTimer?.();
  }

  async #noteAll(): Promise<void> {
    try {
      while (this.#unnoted.size > 0) {
        const group = [...this.#unnoted].slice(0, GROUP);
        await this.#outbox.told(group);
        for (const id of group) this.#unnoted.delete(id);
      }
    } catch (error) {
      this.#noteFailure(error);
      this.#noteLater(TRY_AGAIN_MS);
    }
  }

  #noteLater(delayMs: number): void {
    if (this.#closed || this.#noting !== undefined) return;
    this.#cancelTimer ??= this.#clock.after(delayMs, () => void this.flush());
  }
}
