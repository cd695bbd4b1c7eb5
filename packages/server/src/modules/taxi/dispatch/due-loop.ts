import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Offers } from '../../../ports/offers.ts';
import type { StoredOrder } from '../../../ports/orders.ts';

/** Orders that are taken at once: a server that dies with them leaves them alone for 5 s. */
const CLAIMED_AT_ONCE = 200;
/** So few that the first are told while the next expire, and that telling them holds nothing else up. */
const EXPIRED_AT_ONCE = 500;
/** Where there are more: while what one has ended is told here, the database ends what another asks for. */
const EXPIRY_LANES = 2;
/** Looked so often at least, for orders of servers that died, and after a failure. */
const MOST_MS = 1000;
/** And not more often than that, where something is due that another server has just taken. */
const LEAST_MS = 25;

export interface DueLoopParts {
  readonly offers: Pick<Offers, 'claimDue' | 'expire' | 'nextDueMs'>;
  /** Makes rounds of what was claimed of one tenant. */
  readonly makeRounds: (tenant: string, orders: readonly StoredOrder[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks what is due, one look at a time: when poked, when the database says that something will be, and each second.
 *
 *     waiting --timer, poke--> working: expire, claim, make rounds --nothing more--> asking: when next? --> waiting
 *                                 ^-------------- poke while working or asking ------------'
 */
export class DueLoop {
  readonly #parts: DueLoopParts;
  #phase: 'waiting' | 'working' | 'asking' | 'closed' = 'waiting';
  #running: Promise<void> = Promise.resolve();
  #isPoked = false;
  #isAway = false;
  #cancel: (() => void) | undefined;

  constructor(parts: DueLoopParts) {
    this.#parts = parts;
  }

  /** Something is due now. */
  poke(): void {
    this.#isPoked = true;
    if (this.#phase === 'waiting') this.#begin();
  }

  /** Something may be due now, which this loop's own work may have caused. */
  nudge(): void {
    if (this.#phase !== 'working') this.poke();
  }

  async close(): Promise<void> {
    this.#phase = 'closed';
    this.#cancel?.();
    await this.#running;
  }

  #begin(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#phase = 'working';
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    let waitMs = MOST_MS;
    try {
      do {
        if (this.#phase !== 'closed') this.#phase = 'working';
        this.#isPoked = false;
        await this.#work();
        if (this.#phase === 'working') this.#phase = 'asking';
        waitMs = (await this.#parts.offers.nextDueMs()) ?? MOST_MS;
      } while (this.#isPoked && this.#isOpen());
      this.#told(undefined);
    } catch (error) {
      this.#told(error);
      waitMs = MOST_MS;
    }
    if (!this.#isOpen()) return;
    this.#phase = 'waiting';
    const delayMs = Math.min(MOST_MS, Math.max(LEAST_MS, waitMs));
    this.#cancel = this.#parts.clock.after(delayMs, () => this.#begin());
  }

  async #work(): Promise<void> {
    const { offers } = this.#parts;
    if (await this.#expireSome()) await this.#expireAll();
    while (this.#isOpen()) {
      const due = await offers.claimDue(CLAIMED_AT_ONCE);
      await Promise.all(
        [...Map.groupBy(due, ({ tenant }) => tenant)].map(([tenant, orders]) => this.#make(tenant, orders)),
      );
      if (due.length < CLAIMED_AT_ONCE) return;
    }
  }

  /** Whether there may be more. */
  async #expireSome(): Promise<boolean> {
    return (await this.#parts.offers.expire(EXPIRED_AT_ONCE)) === EXPIRED_AT_ONCE;
  }

  async #expireAll(): Promise<void> {
    const lane = async (): Promise<void> => {
      while (this.#isOpen() && (await this.#expireSome()));
    };
    const lanes = await Promise.allSettled(Array.from({ length: EXPIRY_LANES }, lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  }

  /** One tenant's trouble is not another's. */
  async #make(tenant: string, orders: readonly StoredOrder[]): Promise<void> {
    try {
      await this.#parts.makeRounds(tenant, orders);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.#parts.log.error({ err: error, tenant, orders: orders.length }, 'could not offer orders');
    }
  }

  #isOpen(): boolean {
    return this.#phase !== 'closed';
  }

  #told(error: unknown): void {
    const isGone = error !== undefined;
    if (isGone === this.#isAway && (!isGone || isUnavailable(error))) return;
    this.#isAway = isGone;
    if (isGone) this.#parts.log.warn({ err: error }, 'orders cannot be offered now; trying again');
    else this.#parts.log.info({}, 'orders are offered again');
  }
}
