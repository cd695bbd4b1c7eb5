import type {
  Connection,
  ConnectionState,
  Token,
  VehicleListener,
  VehicleSubscription,
} from '@waycast/client';
import type { WaycastError } from '@waycast/contract/errors';
import { useCallback, useEffect, useMemo } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface RealtimeConnection {
  /** The connection itself, for everything that the hooks do not cover. */
  readonly connection: Connection;
  readonly state: ConnectionState;
  readonly connected: boolean;
  /** Why there is no connection now. */
  readonly error: WaycastError | null;
  /** Follows a vehicle until the subscription is closed or the component unmounts. Call it in an effect or event. */
  readonly trackVehicle: (vehicleId: string, listener?: VehicleListener) => VehicleSubscription;
}

/** The shared connection for a token (default: the provider's), and its state. */
export function useRealtimeConnection(token?: Token): RealtimeConnection {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const trackVehicle = useOwnSubscriptions(connection);
  return useMemo(
    () => ({ connection, state, connected: state.phase === 'open', error: errorOf(state), trackVehicle }),
    [connection, state, trackVehicle],
  );
}

/** `trackVehicle` whose subscriptions end with the component. */
function useOwnSubscriptions(connection: Connection): RealtimeConnection['trackVehicle'] {
  const own = useMemo(() => ({ connection, subscriptions: new Set<VehicleSubscription>() }), [connection]);
  useEffect(
    () => () => {
      for (const subscription of own.subscriptions) subscription.close();
      own.subscriptions.clear();
    },
    [own],
  );
  return useCallback(
    (vehicleId, listener) => {
      for (const past of own.subscriptions) if (past.closed) own.subscriptions.delete(past);
      const subscription = own.connection.trackVehicle(vehicleId, listener);
      own.subscriptions.add(subscription);
      return subscription;
    },
    [own],
  );
}
