import type { Connection } from '@waycast/client';
import { type Offer, Order } from '@waycast/contract';

/** What a driver may accept. */
export interface Wanted extends Pick<Offer, 'orderId' | 'pickup' | 'passengers' | 'expiresAt'> {
  /** Offered to this driver, in a round; else to all. */
  readonly isOwn: boolean;
}

/** Orders to all drivers that are remembered at the most. */
const HEARD_MAX = 100;

/** What a driver may accept now: what is offered to it alone, and what all drivers are told. */
export class OpenOffers {
  #own: readonly Wanted[] = [];
  readonly #heard = new Map<string, Wanted>();
  /** When it answers, epoch ms, by order; Infinity: it has. */
  #answersAt = new Map<string, number>();

  /** Hears what all are told; `own` is called with what the driver is told. */
  constructor(connection: Connection) {
    connection.subscribe('drivers', (message) => {
      const { type, order, orderId } = message;
      if (type === 'new_order') this.#hear(Order.safeParse(order).data);
      if (type === 'order_accepted' && typeof orderId === 'string') this.#heard.delete(orderId);
    });
  }

  /** The offers to this driver, all of them. */
  own(offers: readonly Offer[]): void {
    this.#own = offers.map((offer) => ({ ...offer, isOwn: true }));
  }

  /** The next to be answered at `now`, once each: after as long as `thinksMs` says, counted from the first time it is asked. */
  due(now: number, thinksMs: (wanted: Wanted) => number): Wanted | undefined {
    for (const [id, { expiresAt }] of this.#heard) if (Date.parse(expiresAt) <= now) this.#heard.delete(id);
    const open = [...this.#own, ...this.#heard.values()];
    this.#answersAt = new Map(
      open.map((wanted) => [wanted.orderId, this.#answersAt.get(wanted.orderId) ?? now + thinksMs(wanted)]),
    );
    const next = open.find(({ orderId }) => (this.#answersAt.get(orderId) ?? 0) <= now);
    if (next !== undefined) this.#answersAt.set(next.orderId, Number.POSITIVE_INFINITY);
    return next;
  }

  #hear(order: Order | undefined): void {
    if (order === undefined || this.#heard.size >= HEARD_MAX) return;
    const { orderId, pickup, passengers, expiresAt } = order;
    this.#heard.set(orderId, { orderId, pickup, passengers, expiresAt, isOwn: false });
  }
}
