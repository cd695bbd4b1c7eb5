import { useQuery } from '@tanstack/react-query';
import type { Ride } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useMemo } from 'react';
import { lengthM, type Moment, momentsOf } from './ride.ts';

const NONE: readonly Moment[] = [];
const NONE_IGNORED: Ride['ignored'] = [];

export interface LoadedRide {
  readonly moments: readonly Moment[];
  /** Metres, without what lies in silences. */
  readonly lengthM: number;
  /** Stored fixes that it stands for. */
  readonly fixes: number;
  /** Those of them that are not believed, and no part of the way. */
  readonly ignored: Ride['ignored'];
  readonly loading: boolean;
  readonly error: Error | null;
}

/** The way of a vehicle between two moments, as finely as the map shows it. */
export function useRide(vehicleId: string, from: number, to: number, toleranceM: number): LoadedRide {
  const { connection } = useRealtimeConnection();
  const query = useQuery<Ride>({
    queryKey: ['ride', vehicleId, from, to, toleranceM],
    // A finer one of the same span takes the place of the coarser one when it is there.
    placeholderData: (before, query) =>
      sameSpan(query?.queryKey, [vehicleId, from, to]) ? before : undefined,
    queryFn: ({ signal }) =>
      connection.http.ride(
        { id: vehicleId },
        { from: new Date(from).toISOString(), to: new Date(to).toISOString(), tolerance: toleranceM },
        { signal },
      ),
  });
  const way = useMemo(() => {
    const moments = query.data === undefined ? NONE : momentsOf(query.data);
    return { moments, lengthM: lengthM(moments) };
  }, [query.data]);
  const { fixes = 0, ignored = NONE_IGNORED } = query.data ?? {};
  return { ...way, fixes, ignored, loading: query.isFetching, error: query.error };
}

function sameSpan(key: readonly unknown[] | undefined, span: readonly unknown[]): boolean {
  return span.every((part, index) => key?.[index + 1] === part);
}

/** Metres that one pixel covers at most, in steps of four, so that few rides are asked for while zooming. */
export function toleranceOf(zoom: number, latitude: number): number {
  const metresPerPixel = (40_075_017 * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
  return Math.min(1024, Math.max(1, 4 ** Math.floor(Math.log(metresPerPixel) / Math.log(4))));
}
