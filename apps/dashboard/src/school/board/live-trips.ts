import type { Connection } from '@waycast/client';
import type { TripSummary, TripUpdate } from '@waycast/contract';
import { useMemo } from 'react';
import type { Follow, LiveValues } from '../../fleet/live-values.ts';
import { useLiveValues } from '../../fleet/use-live-values.ts';
import { type ShownTrip, shownTrip } from './shown-trip.ts';

export type LiveTrips = LiveValues<TripUpdate>;

function followTrips(connection: Connection): Follow<TripUpdate> {
  return (tripId, take) => {
    const subscription = connection.trackTrip(tripId, take, {
      // The list is read every few seconds all the same.
      onError: (error) => console.warn(`Trip ${tripId} is not followed live.`, error),
    });
    return () => subscription.close();
  };
}

/** News of the trips that are under way among those on the screen. */
export function useLiveTrips(visible: readonly TripSummary[]): LiveTrips {
  const ids = visible.filter(({ status }) => status === 'IN_PROGRESS').map(({ tripId }) => tripId);
  return useLiveValues(ids, followTrips);
}

/** A trip with what was heard of it since it was read. */
export function useShownTrip<T extends TripSummary>(trip: T): ShownTrip {
  const visible = useMemo(() => [trip], [trip]);
  const live = useLiveTrips(visible);
  return shownTrip(trip, live.get(trip.tripId));
}
