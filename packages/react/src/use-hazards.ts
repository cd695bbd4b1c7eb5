import { type Connection, followHazards, type HazardSubscription, type Token } from '@waycast/client';
import type { BoundingBox, Hazard } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface HazardTracking {
  /** Hazards in the box that are not over, the newest first; null until they are known. */
  readonly hazards: readonly Hazard[] | null;
  readonly connected: boolean;
  /** Why they could not be read, or why there is no connection now; those that are known stay. */
  readonly error: WaycastError | null;
  /** Reads them now, such as after reporting one. */
  readonly refresh: () => void;
}

export interface HazardTrackingOptions {
  /** A region (6-character geohash) whose news make them read again at once; else they are every 15 s. */
  readonly region?: string | undefined;
  readonly token?: Token;
}

/** Follows the hazards in a box, none while it is null or undefined. */
export function useHazards(
  box: BoundingBox | null | undefined,
  { region, token }: HazardTrackingOptions = {},
): HazardTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const [west, south, east, north] = box ?? [];
  const store = useMemo(() => {
    const known = west !== undefined && south !== undefined && east !== undefined && north !== undefined;
    return hazardStore(connection, known ? [west, south, east, north] : undefined, region);
  }, [connection, west, south, east, north, region]);
  const { hazards, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({
      hazards,
      connected: state.phase === 'open',
      error: error ?? errorOf(state),
      refresh: store.refresh,
    }),
    [hazards, error, state, store],
  );
}

type Tracked = Pick<HazardTracking, 'hazards' | 'error'>;

function hazardStore(connection: Connection, box: BoundingBox | undefined, region: string | undefined) {
  let tracked: Tracked = { hazards: null, error: null };
  let subscription: HazardSubscription | undefined;
  return {
    read: () => tracked,
    refresh: () => subscription?.refresh(),
    subscribe(changed: () => void): () => void {
      if (box === undefined) return () => undefined;
      const change = (next: Partial<Tracked>) => {
        tracked = { ...tracked, ...next };
        changed();
      };
      const followed = followHazards(connection, box, (hazards) => change({ hazards, error: null }), {
        onError: (error) => change({ error }),
        region,
      });
      subscription = followed;
      return () => followed.close();
    },
  };
}
