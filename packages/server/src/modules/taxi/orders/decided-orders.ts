import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { StoredOrder } from '../../../ports/orders.ts';
import { isOpen } from '../order-states.ts';

const MAX_ORDERS = 20_000;
/** A driver may give the order back at another server, of which nobody tells; until then it is as was last heard. */
const TAKEN_FOR_MS = 2000;

/** Who has an order, or why nobody can have it any more. */
export type Decision =
  | { readonly kind: 'taken'; readonly driverId: string }
  | { readonly kind: 'ended'; readonly order: StoredOrder };

interface Known {
  readonly decision: Decision;
  readonly until: number;
}

type Heard = (decision: Decision | undefined) => void;

/**
 * What this process has heard of who got which order: most of those who press accept at the same moment can be told
 * from here. Bounded; what is forgotten is asked of the database.
 */
export class DecidedOrders {
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_ORDERS });
  readonly #waiting = new Map<string, Set<Heard>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(tenant: string, orderId: string): Decision | undefined {
    const known = this.#known.get(keyOf(tenant, orderId));
    return known !== undefined && known.until > this.#clock.now() ? known.decision : undefined;
  }

  /** The order as it was just read or changed. */
  note(order: StoredOrder): void {
    const { tenant, orderId, driverId } = order;
    if (isOpen(order)) this.#known.delete(keyOf(tenant, orderId));
    else if (order.endedAt !== null) this.#tell(tenant, orderId, { kind: 'ended', order }, Infinity);
    else if (driverId !== null) this.taken(tenant, orderId, driverId);
  }

  taken(tenant: string, orderId: string, driverId: string): void {
    this.#tell(tenant, orderId, { kind: 'taken', driverId }, this.#clock.now() + TAKEN_FOR_MS);
  }

  /** What is decided within the time; undefined: nothing that was heard of. */
  within(tenant: string, orderId: string, timeoutMs: number): Promise<Decision | undefined> {
    const known = this.of(tenant, orderId);
    if (known !== undefined) return Promise.resolve(known);
    const key = keyOf(tenant, orderId);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set<Heard>();
      this.#waiting.set(key, waiting);
      const heard: Heard = (decision) => {
        cancel();
        waiting.delete(heard);
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        resolve(decision);
      };
      const cancel = this.#clock.after(timeoutMs, () => heard(undefined));
      waiting.add(heard);
    });
  }

  #tell(tenant: string, orderId: string, decision: Decision, until: number): void {
    const key = keyOf(tenant, orderId);
    this.#known.set(key, { decision, until });
    for (const heard of [...(this.#waiting.get(key) ?? [])]) heard(decision);
  }
}

function keyOf(tenant: string, orderId: string): string {
  return `${tenant} ${orderId}`;
}
