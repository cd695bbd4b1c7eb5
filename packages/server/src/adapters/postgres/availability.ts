import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { DatabaseState } from './database.ts';

const PROBE_INTERVAL_MS = 1000;

interface AvailabilityOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** Asks the database for a sign of life and reports the outcome through `reached` or `lost`. */
  readonly probe: () => Promise<void>;
}

/**
 * Whether the database answers, as the last calls have shown. Logs once per change; while it is lost, asks every
 * second, so that health turns green without waiting for somebody's request.
 */
export class Availability {
  readonly #options: AvailabilityOptions;
  #state: DatabaseState | 'unknown' = 'unknown';
  #cancelProbe: (() => void) | undefined;
  #closed = false;

  constructor(options: AvailabilityOptions) {
    this.#options = options;
  }

  get state(): DatabaseState {
    return this.#state === 'connected' ? 'connected' : 'disconnected';
  }

  reached(): void {
    if (this.#state === 'connected') return;
    this.#state = 'connected';
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    this.#options.log.info({}, 'Database connected');
  }

  lost(error: unknown): void {
    if (this.#closed) return;
    if (this.#state !== 'disconnected') {
      this.#state = 'disconnected';
      const reason = error instanceof Error ? error.message || error.name : String(error);
      this.#options.log.error(
        { err: error },
        `Database unreachable: ${reason}. Asking again until it answers`,
      );
    }
    this.#scheduleProbe();
  }

  close(): void {
    this.#closed = true;
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    this.#state = 'disconnected';
  }

  #scheduleProbe(): void {
    this.#cancelProbe ??= this.#options.clock.after(PROBE_INTERVAL_MS, () => {
      this.#cancelProbe = undefined;
      void this.#options.probe();
    });
  }
}
