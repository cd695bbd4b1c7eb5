import type { Connection, Token } from '@waycast/client';
import type { DriverOffers } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface OffersTracking {
  /** What the driver has before it: its state, open offers, and its order; null until it is known. */
  readonly offers: DriverOffers | null;
  readonly connected: boolean;
  /** Why it could not be read (`forbidden` to who is no driver), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** What the driver whose token it is is offered, and the order it has. The token defaults to the provider's. */
export function useOffers(token?: Token): OffersTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(() => offersStore(connection), [connection]);
  const { offers, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ offers, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [offers, error, state],
  );
}

type Tracked = Pick<OffersTracking, 'offers' | 'error'>;

function offersStore(connection: Connection) {
  let tracked: Tracked = { offers: null, error: null };
  return {
    read: () => tracked,
    subscribe(changed: () => void): () => void {
      const change = (next: Partial<Tracked>) => {
        tracked = { ...tracked, ...next };
        changed();
      };
      const subscription = connection.followOffers((offers) => change({ offers, error: null }), {
        onError: (error) => change({ error }),
      });
      return () => subscription.close();
    },
  };
}
