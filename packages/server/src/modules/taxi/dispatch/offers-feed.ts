import type { Topic } from '@waycast/contract';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { KeyedState, Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import { type DriverOffersParts, driverOffers } from './driver-offers.ts';

export interface OffersFeedParts extends DriverOffersParts {
  readonly live: Pick<Live, 'get' | 'set'>;
  readonly log: Log;
}

interface Driver {
  readonly tenant: string;
  readonly driverId: string;
}

/** Two states of one millisecond are two versions. */
const STEP = 0.01;
/** How often it is read again because another server has told of something else meanwhile. */
const ATTEMPTS = 5;
const AT_ONCE = 8;
/** Drivers who wait to be told; of those beyond it the next change is told. */
const MAX_WAITING = 50_000;
/** Told again after the store could not be asked. */
const AGAIN_MS = 1000;

/**
 * Tells drivers what they have before them, on `offers:{driverId}`. A version is the time before anything was read for
 * it, and after the version that live had then: of two servers the one that has read later is believed.
 */
export class OffersFeed {
  readonly #parts: OffersFeedParts;
  readonly #waiting = new Map<string, Driver>();
  readonly #working = new Map<string, Promise<void>>();
  #cancelAgain: (() => void) | undefined;
  #closed = false;

  constructor(parts: OffersFeedParts) {
    this.#parts = parts;
  }

  /** Something of the drivers has changed; however often within a turn, each is read once after it. */
  changed(tenant: string, driverIds: readonly string[]): void {
    for (const driverId of driverIds) {
      if (this.#waiting.size >= MAX_WAITING) {
        this.#parts.log.warn({ tenant, driverId }, 'too many drivers wait to be told of their offers');
        break;
      }
      this.#waiting.set(`${tenant} ${driverId}`, { tenant, driverId });
    }
    // An acceptance is told as a change of the order, of offers and of the shift.
    queueMicrotask(() => this.#next());
  }

  /** As it is stored, for live to know from now on. Rejects with `unavailable`. */
  async newest(topic: Topic): Promise<KeyedState> {
    for (let attempt = 0; ; attempt += 1) {
      const { state, isNew } = await this.#tell({ tenant: topic.tenant, driverId: topic.id });
      if (isNew || attempt + 1 === ATTEMPTS) return state;
    }
  }

  /** What waits is told; resolves when it is, or cannot be. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelAgain?.();
    this.#next();
    while (this.#working.size > 0) await Promise.all(this.#working.values());
  }

  #next(): void {
    for (const [key, driver] of this.#waiting) {
      if (this.#working.size >= AT_ONCE) return;
      // Its read may have begun before the change.
      if (this.#working.has(key)) continue;
      this.#waiting.delete(key);
      const working = this.newest({ tenant: driver.tenant, family: 'offers', id: driver.driverId })
        .then(() => undefined)
        .catch((error) => this.#failed(error, key, driver))
        .finally(() => {
          this.#working.delete(key);
          if (this.#cancelAgain === undefined || this.#closed) this.#next();
        });
      this.#working.set(key, working);
    }
  }

  #failed(error: unknown, key: string, driver: Driver): void {
    const { log, clock } = this.#parts;
    if (!isUnavailable(error))
      return log.error({ err: error, ...driver }, 'could not tell a driver of its offers');
    if (this.#closed) return;
    this.#waiting.set(key, driver);
    this.#cancelAgain ??= clock.after(AGAIN_MS, () => {
      this.#cancelAgain = undefined;
      this.#next();
    });
  }

  async #tell({ tenant, driverId }: Driver): Promise<{ state: KeyedState; isNew: boolean }> {
    const { live, clock } = this.#parts;
    const topic: Topic = { tenant, family: 'offers', id: driverId };
    const last = await live.get(topic);
    const version = Math.max(clock.now(), (last?.version ?? 0) + STEP);
    const data = await driverOffers(this.#parts, tenant, driverId);
    const state = { event: 'offers:update', data, version };
    const [verdict] = await live.set([{ topic, ...state, announce: 'now', whenAbsent: 'store' }]);
    return { state, isNew: verdict === 'applied' || verdict === 'held' };
  }
}
