import type { Connection, Token } from '@waycast/client';
import type { TripUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface TripTracking {
  /** The trip as it is now; null until it is known. */
  readonly trip: TripUpdate | null;
  readonly connected: boolean;
  /** Why this trip is not followed (`not_found`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** Follows one trip; none while the id is null or undefined. The token defaults to the provider's. */
export function useTripTracking(tripId: string | null | undefined, token?: Token): TripTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(() => tripStore(connection, tripId ?? undefined), [connection, tripId]);
  const { trip, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ trip, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [trip, error, state],
  );
}

interface Tracked {
  readonly trip: TripUpdate | null;
  readonly error: WaycastError | null;
}

function tripStore(connection: Connection, tripId: string | undefined) {
  let tracked: Tracked = { trip: null, error: null };
  return {
    read: () => tracked,
    subscribe(changed: () => void): () => void {
      if (tripId === undefined) return () => undefined;
      const change = (next: Tracked) => {
        tracked = next;
        changed();
      };
      const subscription = connection.trackTrip(tripId, (trip) => change({ trip, error: null }), {
        onError: (error) => change({ trip: null, error }),
      });
      return () => subscription.close();
    },
  };
}
