import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@waycast/client';
import { useMemo, useRef } from 'react';
import { useFleetRevision, useLiveFleet } from './live-fleet.tsx';
import { extendTrail, type TrailPoint, toTrail } from './trail.ts';

const HOUR_MS = 3_600_000;
const PAGE = 10_000;
/** A day at one fix a second; the newest are kept. */
const POINTS_MAX = 86_400;
const NONE: readonly TrailPoint[] = [];

export interface Trail {
  readonly points: readonly TrailPoint[];
  readonly loading: boolean;
  readonly error: Error | null;
}

/** The way of a vehicle over the last hours up to its newest fix, whenever that was, growing as it moves. */
export function useTrail(vehicleId: string | undefined, hours: number): Trail {
  const { connection, store } = useLiveFleet();
  const revision = useFleetRevision(store);
  const vehicle = vehicleId === undefined ? undefined : store.get(vehicleId);
  const known = vehicle !== undefined;
  const stored = useQuery({
    queryKey: ['trail', vehicleId, hours],
    enabled: known,
    gcTime: 0,
    queryFn: ({ signal }) =>
      loadTrail(connection, vehicleId ?? '', (vehicle?.time ?? Date.now()) - hours * HOUR_MS, signal),
  });
  const grown = useRef<{ from: readonly TrailPoint[] | undefined; points: readonly TrailPoint[] }>({
    from: undefined,
    points: NONE,
  });
  // The store's revision stands for the vehicle's fix, which changes in place.
  const points = useMemo(() => {
    void revision;
    if (stored.data === undefined) return NONE;
    const base = grown.current.from === stored.data ? grown.current.points : stored.data;
    const longer = vehicle === undefined ? base : extendTrail(base, vehicle.fix);
    grown.current = { from: stored.data, points: longer.slice(-POINTS_MAX) };
    return longer;
  }, [stored.data, vehicle, revision]);
  return { points, loading: known && stored.isPending, error: stored.error };
}

async function loadTrail(
  connection: Connection,
  id: string,
  fromMs: number,
  signal: AbortSignal,
): Promise<TrailPoint[]> {
  const from = new Date(fromMs).toISOString();
  const items = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(connection, id, from, cursor, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < POINTS_MAX);
  return toTrail(items);
}

function readPage(
  connection: Connection,
  id: string,
  from: string,
  cursor: string | null,
  signal: AbortSignal,
) {
  return connection.http.history(
    { id },
    { from, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    { signal },
  );
}
