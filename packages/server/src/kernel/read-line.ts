import type { Clock } from '../ports/clock.ts';
import { isUnavailable } from './unavailable.ts';

/** Readings of the database at the same time. */
const MAX_READING = 8;
/** What failed is read again after this long, doubled each time. */
const TRY_AGAIN_MS = 100;
const MAX_TRY_AGAIN_MS = 5_000;

/** Something that has to be read. */
export interface Reader {
  /** `again`: more came meanwhile. `vain`: what is wanted was not there; it is tried again later. */
  read(): Promise<'done' | 'again' | 'vain'>;
}

/**
 * Readers wait in line for the database: after a break, thousands of them want to read, and as many would be in its
 * way. Each stands in the line once, and is read by one at a time; as many stand there as topics are followed.
 *
 *     want ──▶ waiting ──at most 8──▶ reading ──▶ done
 *                 ▲                      │ failed or in vain
 *                 └────after a while── aside        database away: the others wait as well
 */
export class ReadLine {
  readonly #clock: Clock;
  readonly #noteFailure: (error: unknown) => void;
  readonly #waiting = new Set<Reader>();
  readonly #reading = new Set<Reader>();
  readonly #aside = new Set<Reader>();
  #delayMs = TRY_AGAIN_MS;
  #away = false;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(clock: Clock, noteFailure: (error: unknown) => void) {
    this.#clock = clock;
    this.#noteFailure = noteFailure;
  }

  want(reader: Reader): void {
    // What failed is tried with the others that failed.
    if (this.#closed || this.#aside.has(reader)) return;
    this.#waiting.add(reader);
    this.#goOn();
  }

  forget(reader: Reader): void {
    this.#waiting.delete(reader);
    this.#aside.delete(reader);
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#waiting.clear();
    this.#aside.clear();
  }

  #goOn(): void {
    if (this.#away) return;
    for (const reader of this.#waiting) {
      if (this.#reading.size >= MAX_READING) return;
      // It stands in line again for what came after this reading began.
      if (this.#reading.has(reader)) continue;
      this.#waiting.delete(reader);
      this.#reading.add(reader);
      void this.#read(reader);
    }
  }

  async #read(reader: Reader): Promise<void> {
    try {
      const outcome = await reader.read();
      if (outcome === 'vain') this.#putAside(reader);
      else if (this.#aside.size === 0) this.#delayMs = TRY_AGAIN_MS;
      if (outcome === 'again' && !this.#closed) this.#waiting.add(reader);
    } catch (error) {
      if (!this.#closed) this.#noteFailure(error);
      this.#away ||= isUnavailable(error);
      this.#putAside(reader);
    } finally {
      this.#reading.delete(reader);
    }
    this.#goOn();
  }

  #putAside(reader: Reader): void {
    if (this.#closed) return;
    this.#waiting.delete(reader);
    this.#aside.add(reader);
    this.#cancelTimer ??= this.#clock.after(this.#delayMs, () => this.#putBack());
  }

  #putBack(): void {
    this.#cancelTimer = undefined;
    this.#away = false;
    this.#delayMs = Math.min(this.#delayMs * 2, MAX_TRY_AGAIN_MS);
    for (const reader of this.#aside) this.#waiting.add(reader);
    this.#aside.clear();
    this.#goOn();
  }
}
