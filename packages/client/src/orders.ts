import type { DriverOffers, EventPayload, Order } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import type { Connection } from './connection.ts';
import { joinOnEachLink, onEachLink } from './each-link.ts';
import { NOWHERE } from './log-position.ts';
import type {
  OffersListener,
  OffersOptions,
  OrderListener,
  OrderOptions,
  OrderSubscription,
  OrderView,
  ViewersListener,
} from './order-subscriptions.ts';
import type { Subscription, SubscriptionOptions } from './subscription.ts';

/** An order by its topic. Whenever what was missed cannot be replayed, at the start too, the order itself is read. */
export function trackOrder(
  connection: Pick<Connection, 'subscribe' | 'http'>,
  orderId: string,
  listener: OrderListener,
  { onError, onViewers }: OrderOptions,
): OrderSubscription {
  let order: Order | null = null;
  const take = (next: Order): void => {
    // A read may be answered after a later change was told.
    if (subscription.closed || (order !== null && next.revision <= order.revision)) return;
    order = next;
    listener(next);
  };
  const fail = (error: unknown): void => {
    if (!subscription.closed && error instanceof WaycastError) onError?.(error);
  };
  const subscription = connection.subscribe(
    `order:${orderId}`,
    {
      event(payload) {
        if ('count' in payload) onViewers?.(payload.count);
        else take(orderOf(payload));
      },
      recovered(recovered) {
        if (!recovered) void connection.http.order({ id: orderId }).then(take, fail);
      },
      onError: (error) => onError?.(error),
    },
    { since: NOWHERE },
  );
  return {
    orderId,
    get order() {
      return order;
    },
    get closed() {
      return subscription.closed;
    },
    close: () => subscription.close(),
  };
}

/** The driver looks at an order until `close()`: said again on every new link, for a lost one no longer counts. */
export function viewOrder(
  connection: Pick<Connection, 'subscribe' | 'call' | 'state' | 'onState'>,
  orderId: string,
  listener: ViewersListener,
  { onError }: SubscriptionOptions,
): OrderView {
  let count: number | null = null;
  let closed = false;
  const take = (next: number): void => {
    if (closed) return;
    count = next;
    listener(next);
  };
  const subscription = connection.subscribe(
    `order:${orderId}`,
    {
      event(payload) {
        if ('count' in payload) take(payload.count);
      },
      onError: (error) => refuse(error),
    },
    { since: NOWHERE },
  );
  const refuse = (error: WaycastError): void => {
    if (closed) return;
    end();
    onError?.(error);
  };
  const leave = joinOnEachLink(connection, {
    send: () => connection.call('order:view', { orderId }),
    joined: (ack) => take(ack.count),
    refused: refuse,
  });
  const end = (): void => {
    closed = true;
    leave();
    subscription.close();
  };
  return {
    orderId,
    get count() {
      return count;
    },
    get closed() {
      return closed;
    },
    close() {
      if (closed) return;
      end();
      // Whoever is not connected does not count anyway.
      if (connection.state.phase === 'open')
        connection.call('order:unview', { orderId }).catch(() => undefined);
    },
  };
}

/**
 * Takes an order by socket where it is open, else by HTTP; and again by HTTP when the answer was lost, for whoever has
 * won is answered the same. Rejects with `conflict` when it is taken, has ended, or the driver has another one.
 */
export async function acceptOrder(
  connection: Pick<Connection, 'call' | 'state' | 'http'>,
  orderId: string,
): Promise<Order> {
  if (connection.state.phase === 'open') {
    try {
      return (await connection.call('order:accept', { orderId })).order;
    } catch (error) {
      const lost =
        error instanceof WaycastError && (error.code === 'timeout' || error.code === 'unavailable');
      if (!lost) throw error;
    }
  }
  return connection.http.acceptOrder({ id: orderId });
}

/** What the driver whose token it is has before it. It comes by itself; with every new link it is read as well. */
export function followOffers(
  connection: Pick<Connection, 'on' | 'http' | 'state' | 'onState'>,
  listener: OffersListener,
  { onError }: OffersOptions,
): Subscription {
  let newest = '';
  let closed = false;
  const take = (offers: DriverOffers): void => {
    if (closed || offers.timestamp < newest) return;
    newest = offers.timestamp;
    listener(offers);
  };
  const read = (): void => {
    connection.http.driverOffers().then(take, (error: unknown) => {
      if (!closed && error instanceof WaycastError) onError?.(error);
    });
  };
  const stops = [connection.on('offers:update', take), onEachLink(connection, read)];
  return {
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      for (const stop of stops.splice(0)) stop();
    },
  };
}

/** The order after a change, without what changed it and where that stands in the log. */
function orderOf(update: EventPayload<'order:update'>): Order {
  const {
    change: _change,
    by: _by,
    at: _at,
    topic: _topic,
    offset: _offset,
    epoch: _epoch,
    ...order
  } = update;
  return order;
}
