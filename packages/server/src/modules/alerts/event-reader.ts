import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { VehicleEvents } from '../../ports/vehicle-events.ts';
import type { MakeAlerts } from './alert-maker.ts';
import { occurrencesOf } from './occurrence.ts';

export interface EventReaderParts {
  readonly events: VehicleEvents;
  readonly make: MakeAlerts;
  /** Some alerts were made by this server. */
  readonly onMade: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The name under which all servers together read the outbox. */
const READER = 'alerts';
const EVENTS_AT_ONCE = 200;
/** What other servers write, and what could not be handled, is looked for this often. */
const POLL_MS = 5000;

/** Makes alerts of the outbox's events, from now until it is closed. */
export function readEvents(parts: EventReaderParts): () => Promise<void> {
  const reader = new EventReader(parts);
  reader.wake();
  return () => reader.close();
}

class EventReader {
  readonly #parts: EventReaderParts;
  readonly #endListening: () => void;
  #reading: Promise<void> | undefined;
  #again = false;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: EventReaderParts) {
    this.#parts = parts;
    this.#endListening = parts.events.onWritten(() => this.wake());
  }

  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
      if (this.#again) this.wake();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#again = false;
    this.#endListening();
    this.#cancel?.();
    await this.#reading;
  }

  /** Never rejects. */
  async #readAll(): Promise<void> {
    const { clock, log } = this.#parts;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        if ((await this.#readSome()) > 0) this.#again = true;
      } catch (error) {
        log.warn({ err: error }, 'could not make alerts of what happened; trying again');
      }
    }
    this.#cancel?.();
    if (!this.#closed) this.#cancel = clock.after(POLL_MS, () => this.wake());
  }

  #readSome(): Promise<number> {
    const { events, make, onMade } = this.#parts;
    return events.read(READER, EVENTS_AT_ONCE, async (some) => {
      if ((await make(some.flatMap(occurrencesOf))) > 0) onMade();
    });
  }
}
