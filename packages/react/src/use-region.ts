import { type Connection, followRegion, joinRegion, type Token } from '@waycast/client';
import type { EventPayload } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface RegionTracking {
  /** The region as it is now: how many are there, and what else is told; null until it is known. */
  readonly region: EventPayload<'region:update'> | null;
  readonly connected: boolean;
  /** Why the region is not followed, or why there is no connection now. */
  readonly error: WaycastError | null;
}

export interface RegionOptions {
  /** Whether whoever looks counts as a member, in place of any other region; default false. */
  readonly member?: boolean;
  readonly token?: Token;
}

/** Follows a region by its 6-character geohash; none while it is null or undefined. */
export function useRegion(
  geohash: string | null | undefined,
  { member = false, token }: RegionOptions = {},
): RegionTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(
    () => regionStore(connection, geohash ?? undefined, member),
    [connection, geohash, member],
  );
  const { region, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ region, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [region, error, state],
  );
}

type Tracked = Pick<RegionTracking, 'region' | 'error'>;

function regionStore(connection: Connection, geohash: string | undefined, member: boolean) {
  let tracked: Tracked = { region: null, error: null };
  return {
    read: () => tracked,
    subscribe(changed: () => void): () => void {
      if (geohash === undefined) return () => undefined;
      const change = (next: Tracked) => {
        tracked = next;
        changed();
      };
      const begin = member ? joinRegion : followRegion;
      const subscription = begin(connection, geohash, (region) => change({ region, error: null }), {
        onError: (error) => change({ region: null, error }),
      });
      return () => subscription.close();
    },
  };
}
