import type { ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';

/** Counts the requests that are being answered, so that a server can wait for them before it ends. */
export class InFlight {
  #count = 0;
  #onEmpty: (() => void) | undefined;

  enter(response: ServerResponse): void {
    this.#count += 1;
    response.once('close', this.#leave);
  }

  /** Resolves when all are answered, and after `timeoutMs` anyway. */
  async drained(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(timeoutMs, resolve);
      this.#onEmpty = () => {
        cancel();
        resolve();
      };
    });
  }

  readonly #leave = (): void => {
    this.#count -= 1;
    if (this.#count === 0) this.#onEmpty?.();
  };
}
