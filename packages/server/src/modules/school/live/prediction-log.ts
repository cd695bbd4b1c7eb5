import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Prediction, TripPredictions } from '../../../ports/trip-predictions.ts';

const FLUSH_MS = 500;
const AT_ONCE = 200;
/** Some kilobytes each. Beyond, the oldest are forgotten: they are for scores, and newer ones tell more. */
const MAX_WAITING = 5000;

export interface PredictionLogParts {
  readonly predictions: Pick<TripPredictions, 'write'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes predictions in batches, soon after they were made. */
export class PredictionLog {
  readonly #parts: PredictionLogParts;
  #waiting: Prediction[] = [];
  #writing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;
  #forgotten = 0;

  constructor(parts: PredictionLogParts) {
    this.#parts = parts;
  }

  add(prediction: Prediction): void {
    this.#waiting.push(prediction);
    if (this.#waiting.length > MAX_WAITING) {
      this.#waiting.shift();
      this.#forgotten += 1;
    }
    this.#soon();
  }

  /** Writes what waits; resolves when that is done or has failed. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#writing;
    await this.#write();
  }

  #soon(): void {
    if (this.#closed || this.#cancel !== undefined || this.#writing !== undefined) return;
    this.#cancel = this.#parts.clock.after(FLUSH_MS, () => {
      this.#cancel = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        if (this.#waiting.length > 0) this.#soon();
      });
    });
  }

  /** Never rejects: what could not be written because the database is away is tried again. */
  async #write(): Promise<void> {
    const { predictions, log } = this.#parts;
    if (this.#forgotten > 0)
      log.warn({ predictions: this.#forgotten }, 'predictions were made faster than written');
    this.#forgotten = 0;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.slice(0, AT_ONCE);
      this.#waiting = this.#waiting.slice(AT_ONCE);
      try {
        await predictions.write(some);
      } catch (error) {
        if (isUnavailable(error)) this.#waiting = [...some, ...this.#waiting].slice(-MAX_WAITING);
        else log.error({ err: error }, 'predictions cannot be written');
        return;
      }
    }
  }
}
