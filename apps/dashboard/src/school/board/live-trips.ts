import type { Connection } from '@waycast/client';
import type { TripSummary, TripUpdate } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createBell } from '../../fleet/bell.ts';
import { type ShownTrip, shownTrip } from './shown-trip.ts';

/** Trips followed at a time at the most: what fits a large screen twice. */
const FOLLOWED_MAX = 60;
const RENDER_EVERY_MS = 500;

/** News of trips, kept while they are followed. */
export class LiveTrips {
  readonly #connection: Connection;
  readonly #updates = new Map<string, TripUpdate>();
  readonly #followed = new Map<string, () => void>();
  readonly #bell = createBell(RENDER_EVERY_MS);
  #revision = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  readonly subscribe = this.#bell.subscribe;

  get(tripId: string): TripUpdate | undefined {
    return this.#updates.get(tripId);
  }

  /** Follows these trips and no others. */
  follow(tripIds: readonly string[]): void {
    const wanted = new Set(tripIds.slice(0, FOLLOWED_MAX));
    for (const [tripId, close] of this.#followed) {
      if (wanted.has(tripId)) continue;
      close();
      this.#followed.delete(tripId);
      this.#updates.delete(tripId);
    }
    for (const tripId of wanted)
      if (!this.#followed.has(tripId)) this.#followed.set(tripId, this.#open(tripId));
  }

  close(): void {
    this.follow([]);
  }

  #open(tripId: string): () => void {
    const subscription = this.#connection.trackTrip(
      tripId,
      (update) => {
        this.#updates.set(tripId, update);
        this.#revision += 1;
        this.#bell.ring();
      },
      // The list is read every few seconds all the same.
      { onError: (error) => console.warn(`Trip ${tripId} is not followed live.`, error) },
    );
    return () => subscription.close();
  }
}

/** News of the trips that are under way among those on the screen. */
export function useLiveTrips(visible: readonly TripSummary[]): LiveTrips {
  const { connection } = useRealtimeConnection();
  const live = useMemo(() => new LiveTrips(connection), [connection]);
  useEffect(() => () => live.close(), [live]);
  const ids = visible.filter(({ status }) => status === 'IN_PROGRESS').map(({ tripId }) => tripId);
  const key = ids.join('\n');
  useEffect(() => live.follow(key === '' ? [] : key.split('\n')), [live, key]);
  useSyncExternalStore(live.subscribe, () => live.revision);
  return live;
}

/** A trip with what was heard of it since it was read. */
export function useShownTrip<T extends TripSummary>(trip: T): ShownTrip {
  const visible = useMemo(() => [trip], [trip]);
  const live = useLiveTrips(visible);
  return shownTrip(trip, live.get(trip.tripId));
}
