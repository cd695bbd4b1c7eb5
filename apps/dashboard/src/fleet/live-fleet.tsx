import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { useSession } from '../session/session.tsx';
import { useMe } from '../session/use-me.ts';
import { FleetStore } from './fleet-store.ts';
import { followFleet } from './follow-fleet.ts';
import type { ServerClock } from './server-clock.ts';
import { useServerClock } from './use-server-clock.ts';

export interface LiveFleet {
  readonly connection: Connection;
  readonly store: FleetStore;
  readonly clock: ServerClock;
  /** How often devices are advised to report. */
  readonly reportIntervalMs: number;
  /** True once the server said that there is nothing to see yet. */
  readonly empty: boolean;
  /** Why the vehicles cannot be followed, if so. */
  readonly problem: string | null;
}

/** Until the server says otherwise. */
const REPORT_INTERVAL_MS = 15_000;
const LiveFleetContext = createContext<LiveFleet | null>(null);

/** Follows everything that the token may see, for the components below. */
export function LiveFleetProvider({ children }: { children: ReactNode }) {
  const { connection, connected, state } = useRealtimeConnection();
  const { signOut } = useSession();
  const [store] = useState(() => new FleetStore());
  const clock = useServerClock();
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => followFleet(connection, store, setProblem), [connection, store]);
  useEffect(() => {
    if (state.phase === 'closed' && state.reason?.code === 'unauthenticated') signOut(state.reason.message);
  }, [state, signOut]);

  const me = useMe({ enabled: connected });
  const known = useQuery({
    queryKey: ['vehicles'],
    queryFn: async ({ signal }) => (await connection.http.listVehicles({ signal })).vehicles,
    enabled: connected,
  });
  useEffect(() => {
    if (known.data === undefined) return;
    store.apply(known.data, performance.now());
    store.name(known.data);
  }, [known.data, store]);

  const reportIntervalMs = me.data?.reportIntervalMs ?? REPORT_INTERVAL_MS;
  const empty = known.data?.length === 0;
  const fleet = useMemo(
    () => ({ connection, store, clock, reportIntervalMs, empty, problem }),
    [connection, store, clock, reportIntervalMs, empty, problem],
  );
  return <LiveFleetContext value={fleet}>{children}</LiveFleetContext>;
}

export function useLiveFleet(): LiveFleet {
  const fleet = use(LiveFleetContext);
  if (fleet === null) throw new Error('useLiveFleet works below LiveFleetProvider only.');
  return fleet;
}

/** Renders again soon after any vehicle changed; returns the store's revision. */
export function useFleetRevision(store: FleetStore): number {
  return useSyncExternalStore(store.subscribe, () => store.revision);
}
