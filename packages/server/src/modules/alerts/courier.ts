import type { AlertMetrics } from '../../ports/alert-metrics.ts';
import type { ClaimedDelivery, Deliveries, DeliveryOutcome } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

type Send = (delivery: ClaimedDelivery) => Promise<DeliveryOutcome>;

export interface CourierParts {
  readonly store: Pick<Deliveries, 'claim' | 'nextDue' | 'settle'>;
  readonly webhook: Send;
  readonly push: Send;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly log: Log;
  /** Longer than an attempt may take: a claim that outlives it was of a server that died. */
  readonly leaseMs: number;
}

/** Delivers what is due, as long as it is open. */
export interface Courier {
  /** There may be something to deliver. */
  wake(): void;
  /** Takes nothing new; resolves when what is under way has ended, or after some seconds. */
  close(): Promise<void>;
}

const MAX_UNDER_WAY = 64;
/** Of one target, so that one that does not answer holds up no other. */
const MAX_PER_TARGET = 4;
/** What other servers made, and claims of dead ones, are noticed this soon. */
const MAX_IDLE_MS = 5000;
const MIN_IDLE_MS = 250;
const CLOSE_MS = 5000;

export function createCourier(parts: CourierParts): Courier {
  return new DeliveringCourier(parts);
}

class DeliveringCourier implements Courier {
  readonly #parts: CourierParts;
  readonly #underWay = new Set<Promise<void>>();
  #claiming: Promise<void> | undefined;
  #again = false;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.wake();
  }

  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined;
      // Woken while it was about to end.
      if (this.#again) this.wake();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#again = false;
    this.#cancel?.();
    await this.#claiming;
    if (this.#underWay.size === 0) return;
    let cancel = (): void => undefined;
    const timeout = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.after(CLOSE_MS, resolve);
    });
    await Promise.race([Promise.all(this.#underWay), timeout]);
    cancel();
  }

  /** Never rejects. */
  async #claimAll(): Promise<void> {
    let idleMs = MAX_IDLE_MS;
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        idleMs = await this.#claimSome();
      } catch (error) {
        this.#parts.log.warn({ err: error }, 'could not ask for alerts to be delivered; trying again');
      }
    }
    this.#cancel?.();
    if (!this.#closed) this.#cancel = this.#parts.clock.after(idleMs, () => this.wake());
  }

  /** Resolves to how long to wait before asking again, unless something happens. */
  async #claimSome(): Promise<number> {
    const { store, leaseMs } = this.#parts;
    const room = MAX_UNDER_WAY - this.#underWay.size;
    if (room <= 0) return MAX_IDLE_MS;
    const claimed = await store.claim(room, MAX_PER_TARGET, leaseMs);
    for (const delivery of claimed) this.#start(delivery);
    // Whatever ends wakes.
    if (claimed.length === room) return MAX_IDLE_MS;
    const dueMs = (await store.nextDue()) ?? MAX_IDLE_MS;
    return Math.min(Math.max(dueMs, MIN_IDLE_MS), MAX_IDLE_MS);
  }

  #start(delivery: ClaimedDelivery): void {
    const work = this.#deliver(delivery)
      .catch((error) => {
        // The claim ends by itself, and another attempt is made.
        this.#parts.log.warn(
          { err: error, deliveryId: delivery.deliveryId },
          'could not note what came of a delivery; it may be sent again',
        );
      })
      .finally(() => {
        this.#underWay.delete(work);
        this.wake();
      });
    this.#underWay.add(work);
  }

  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { store, metrics, clock } = this.#parts;
    const { about, channel } = delivery;
    const outcome = await this.#parts[channel](delivery);
    await store.settle(delivery, outcome);
    const madeAt = about.what === 'alert' ? about.alert.createdAt : about.at;
    const seconds = Math.max(0, clock.now() - Date.parse(madeAt)) / 1000;
    metrics.attempted(channel, outcome.kind, seconds);
  }
}
