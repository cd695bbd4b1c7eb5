import type { Connection, Token } from '@waycast/client';
import type { Order } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface OrderTracking {
  /** The order as it is now; null until it is known. */
  readonly order: Order | null;
  /** Different drivers who look at it; null until it is told. */
  readonly viewers: number | null;
  readonly connected: boolean;
  /** Why this order is not followed (`not_found`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** Follows one order; none while the id is null or undefined. The token defaults to the provider's. */
export function useOrder(orderId: string | null | undefined, token?: Token): OrderTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(() => orderStore(connection, orderId ?? undefined), [connection, orderId]);
  const { order, viewers, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ order, viewers, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [order, viewers, error, state],
  );
}

type Tracked = Pick<OrderTracking, 'order' | 'viewers' | 'error'>;

const NOTHING: Tracked = { order: null, viewers: null, error: null };

function orderStore(connection: Connection, orderId: string | undefined) {
  let tracked = NOTHING;
  return {
    read: () => tracked,
    subscribe(changed: () => void): () => void {
      if (orderId === undefined) return () => undefined;
      const change = (next: Partial<Tracked>) => {
        tracked = { ...tracked, ...next };
        changed();
      };
      const subscription = connection.trackOrder(orderId, (order) => change({ order, error: null }), {
        onViewers: (viewers) => change({ viewers }),
        onError: (error) => change({ ...NOTHING, error }),
      });
      return () => subscription.close();
    },
  };
}
