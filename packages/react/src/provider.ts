import type { Token } from '@waycast/client';
import { createContext, createElement, type ReactNode, useMemo, useState } from 'react';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';

/** What hooks need to know of the server. */
export interface WaycastSettings {
  readonly pool: ConnectionPool;
  readonly url: string | undefined;
  readonly token: Token | undefined;
  readonly options: PoolOptions;
}

/** Without a provider: the page's own origin, one pool for the whole program. */
export const WaycastContext = createContext<WaycastSettings>({
  pool: new ConnectionPool(),
  url: undefined,
  token: undefined,
  options: {},
});

/** Where the server is, and how to reach it. Options other than `url` and `token` count when a connection is made. */
export interface WaycastProviderProps extends PoolOptions {
  /** Base address of the server; default: the page's own origin in browsers. */
  readonly url?: string;
  /** Token for hooks that are given none. A token function must stay the same from render to render. */
  readonly token?: Token;
  readonly children?: ReactNode;
}

/** Names the server for the hooks below it. Hooks below one provider with the same token share one connection. */
export function WaycastProvider({ url, token, children, ...options }: WaycastProviderProps): ReactNode {
  const [pool] = useState(() => new ConnectionPool());
  const [first] = useState(options);
  const settings = useMemo(() => ({ pool, url, token, options: first }), [pool, url, token, first]);
  return createElement(WaycastContext.Provider, { value: settings }, children);
}
