import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface LookAgainParts {
  readonly everyMs: number;
  /** Whether there is anybody to look after; absent: always. */
  readonly isNeeded?: () => boolean;
  readonly look: () => Promise<void>;
  /** What could not be done, as the log says it; it is tried again. */
  readonly failed: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks again and again while there is anybody to look after; one look at a time, also of those asked for by name. */
export class LookAgain {
  readonly #parts: LookAgainParts;
  #cancel: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: LookAgainParts) {
    this.#parts = parts;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** To be called when somebody has come, and at the start where there always is. */
  wait(): void {
    const { clock, everyMs, isNeeded, look } = this.#parts;
    if (this.#closed || isNeeded?.() === false) return;
    this.#cancel ??= clock.after(everyMs, () =>
      this.now(() =>
        look().finally(() => {
          this.#cancel = undefined;
          this.wait();
        }),
      ),
    );
  }

  /** One look of the caller's own, after those under way; none once it is closed. */
  now(look: () => Promise<void>): void {
    const { log, failed } = this.#parts;
    if (this.#closed) return;
    this.#looking = this.#looking.then(look).catch((error) => log.warn({ err: error }, failed));
  }

  /** Resolves when the last look is over. */
  close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    return this.#looking;
  }
}
