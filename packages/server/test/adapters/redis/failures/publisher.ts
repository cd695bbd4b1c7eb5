import { type Topic, WaycastError } from '@waycast/contract';
import { change } from '../../../../src/conformance/live-samples.ts';
import type { Live } from '../../../../src/ports/live.ts';

const POSITION_EVERY_MS = 100;
const EVENT_EVERY_MS = 20;

/** What was reported: all numbers of a log in order, and the newest version of a vehicle. */
export interface Published {
  readonly events: readonly number[];
  readonly version: number;
}

/**
 * One server's part: positions of a vehicle at 10 Hz, each tried once, as fixes are; and events of a log, each tried
 * until it is taken, as an outbox does, with the same data, which is what makes a repetition harmless.
 */
export class Publisher {
  readonly #live: Live;
  readonly #vehicle: Topic;
  readonly #log: Topic;
  readonly #events: number[] = [];
  readonly #positions = new Set<Promise<unknown>>();
  readonly #working: Promise<unknown>;
  #version = 0;
  #stopped = false;
  #abandoned = false;
  #wake: (() => void)[] = [];

  constructor(live: Live, vehicle: Topic, log: Topic) {
    this.#live = live;
    this.#vehicle = vehicle;
    this.#log = log;
    this.#working = Promise.all([this.#reportPositions(), this.#appendEvents()]);
  }

  /** Ends it; the last position and event are tried until they are taken. */
  async stop(): Promise<Published> {
    this.#stopped = true;
    for (const wake of this.#wake) wake();
    await this.#working;
    await Promise.all(this.#positions);
    await this.#untilTaken(() => this.#live.set([this.#nextChange()]));
    return { events: this.#events, version: this.#version };
  }

  /** Ends it, whatever was taken. */
  abandon(): void {
    this.#abandoned = true;
    this.#stopped = true;
    for (const wake of this.#wake) wake();
  }

  #nextChange() {
    this.#version = Math.max(Date.now(), this.#version + 1);
    const next = change(this.#vehicle, this.#version);
    return { ...next, trail: [{ at: next.version, data: next.data }] };
  }

  async #reportPositions(): Promise<void> {
    while (!this.#stopped) {
      const report = this.#live
        .set([this.#nextChange()])
        .catch(onlyUnavailable)
        .finally(() => this.#positions.delete(report));
      this.#positions.add(report);
      await this.#pause(POSITION_EVERY_MS);
    }
  }

  async #appendEvents(): Promise<void> {
    for (let number = 1; !this.#stopped; number++) {
      const data = { number };
      await this.#untilTaken(() => this.#live.append(this.#log, 'geofence:alert', data));
      this.#events.push(number);
      await this.#pause(EVENT_EVERY_MS);
    }
  }

  async #untilTaken(attempt: () => Promise<unknown>): Promise<void> {
    for (let taken = false; !taken && !this.#abandoned; ) {
      taken = await attempt().then(() => true, onlyUnavailable);
      if (!taken) await new Promise((resolve) => setTimeout(resolve, EVENT_EVERY_MS));
    }
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
      if (this.#wake.length > 100) this.#wake = this.#wake.slice(-10);
    });
  }
}

/** That Redis is away is what these programs are about; anything else is a mistake. */
function onlyUnavailable(error: unknown): false {
  if (error instanceof WaycastError && error.code === 'unavailable') return false;
  throw error;
}
