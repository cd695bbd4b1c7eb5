import type { Connection } from '@waycast/client';
import type { Order } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useState } from 'react';
import type { Follow } from '../../fleet/live-values.ts';

/** An order that changes, and how many drivers look at it; either may come first. */
interface FollowedOrder {
  readonly order?: Order;
  readonly viewers?: number;
}

/** Follows an order; whoever may not gets nothing, and reads it now and then all the same. */
export function followOrders(connection: Connection): Follow<FollowedOrder> {
  return (orderId, take) => {
    let known: FollowedOrder = {};
    const subscription = connection.subscribe(`order:${orderId}`, {
      event(payload) {
        known = 'count' in payload ? { ...known, viewers: payload.count } : { ...known, order: payload };
        take(known);
      },
      onError: (error) => console.warn(`Order ${orderId} is not followed live.`, error),
    });
    return () => subscription.close();
  };
}

/** News of the order that is open. */
export function useFollowedOrder(orderId: string | undefined): FollowedOrder {
  const { connection } = useRealtimeConnection();
  const [known, setKnown] = useState<FollowedOrder>({});
  useEffect(() => {
    setKnown({});
    return orderId === undefined ? undefined : followOrders(connection)(orderId, setKnown);
  }, [connection, orderId]);
  return known;
}

/** The newer of two states of the same order. */
export function newer(a: Order, b: Order | undefined): Order {
  return b !== undefined && b.orderId === a.orderId && b.revision >= a.revision ? b : a;
}
