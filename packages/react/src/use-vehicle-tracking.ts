import type { Connection, Token } from '@waycast/client';
import type { LocationUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface VehicleTracking {
  /** The newest position; null until it is known, and when the vehicle never reported. */
  readonly location: LocationUpdate | null;
  readonly connected: boolean;
  /** Why this vehicle is not followed (`not_found`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** Follows one vehicle; none while the id is null or undefined. The token defaults to the provider's. */
export function useVehicleTracking(vehicleId: string | null | undefined, token?: Token): VehicleTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(() => vehicleStore(connection, vehicleId ?? undefined), [connection, vehicleId]);
  const { location, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ location, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [location, error, state],
  );
}

interface Tracked {
  readonly location: LocationUpdate | null;
  readonly error: WaycastError | null;
}

function vehicleStore(connection: Connection, vehicleId: string | undefined) {
  let tracked: Tracked = { location: null, error: null };
  return {
    read: () => tracked,
    subscribe(changed: () => void): () => void {
      if (vehicleId === undefined) return () => undefined;
      const change = (next: Tracked) => {
        tracked = next;
        changed();
      };
      const subscription = connection.trackVehicle(
        vehicleId,
        (location) => change({ location, error: null }),
        {
          onError: (error) => change({ location: null, error }),
        },
      );
      return () => subscription.close();
    },
  };
}
