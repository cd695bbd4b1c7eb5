import type { Connection, ConnectionState, Token } from '@waycast/client';
import type { WaycastError } from '@waycast/contract/errors';
import { useCallback, useContext, useEffect, useSyncExternalStore } from 'react';
import { WaycastContext } from './provider.ts';

/** The shared connection for a token; connected while a component that uses it is mounted. */
export function useConnection(token: Token | undefined): Connection {
  const { pool, url, token: providers, options } = useContext(WaycastContext);
  const lease = pool.lease(url ?? pageOrigin(), token ?? providers ?? missingToken(), options);
  useEffect(() => pool.use(lease), [pool, lease]);
  return lease.connection;
}

/** Follows a connection's state. */
export function useStateOf(connection: Connection): ConnectionState {
  const subscribe = useCallback((changed: () => void) => connection.onState(changed), [connection]);
  const read = useCallback(() => connection.state, [connection]);
  return useSyncExternalStore(subscribe, read, read);
}

/** Where the shared connection stands: for a sign that says "reconnecting in 5 s". */
export function useConnectionState(token?: Token): ConnectionState {
  return useStateOf(useConnection(token));
}

/** Why there is no connection now; null while there is one, or a first attempt is under way. */
export function errorOf(state: ConnectionState): WaycastError | null {
  return state.phase === 'waiting' || state.phase === 'closed' ? state.reason : null;
}

function pageOrigin(): string {
  const origin = globalThis.location?.origin;
  if (origin !== undefined && origin !== 'null') return origin;
  throw new Error(
    'There is no page whose origin could be the server. Wrap the app in <WaycastProvider url="https://…">.',
  );
}

function missingToken(): never {
  throw new Error('No token. Pass one to the hook, or to <WaycastProvider token={…}>.');
}
