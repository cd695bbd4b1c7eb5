import { boxContains, type Connection, type FleetSubscription, type Token } from '@waycast/client';
import type { BoundingBox, LocationUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

/** Four renders a second are enough for a list; a map that wants more takes `connection.trackFleet`. */
const TICK_MS = 250;

export interface FleetView {
  /** West, south, east, north in degrees; absent: the whole tenant. */
  readonly bbox?: BoundingBox | undefined;
  /** Milliseconds between updates, 20–1000; default 250. */
  readonly tickMs?: number | undefined;
}

export interface Fleet {
  /** Newest position of each vehicle in view, by id; a new map with each change. */
  readonly vehicles: ReadonlyMap<string, LocationUpdate>;
  readonly connected: boolean;
  /** Why the fleet is not followed (`forbidden`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** Follows all vehicles of the tenant, or those in a box. The token defaults to the provider's. */
export function useFleet({ bbox, tickMs = TICK_MS }: FleetView = {}, token?: Token): Fleet {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(() => fleetStore(connection, tickMs), [connection, tickMs]);
  const [west, south, east, north] = bbox ?? [];
  // Before the store is subscribed to, so that the first request has the box already.
  useEffect(() => store.setBox(boxOf(west, south, east, north)), [store, west, south, east, north]);
  const { vehicles, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ vehicles, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [vehicles, error, state],
  );
}

interface Known {
  readonly vehicles: ReadonlyMap<string, LocationUpdate>;
  readonly error: WaycastError | null;
}

function fleetStore(connection: Connection, tickMs: number) {
  let known: Known = { vehicles: new Map(), error: null };
  let box: BoundingBox | undefined;
  let subscription: FleetSubscription | undefined;
  let changed = (): void => undefined;

  const inView = ({ latitude, longitude }: LocationUpdate) =>
    box === undefined || boxContains(box, latitude, longitude);
  const learn = (vehicles: Iterable<LocationUpdate>, error: WaycastError | null) => {
    const next = new Map<string, LocationUpdate>();
    for (const vehicle of vehicles) {
      // Deleted first, so that one which left the box does not stay with an old position.
      next.delete(vehicle.vehicleId);
      if (inView(vehicle)) next.set(vehicle.vehicleId, vehicle);
    }
    known = { vehicles: next, error };
    changed();
  };

  return {
    read: () => known,
    setBox(to: BoundingBox | undefined): void {
      box = to;
      subscription?.setBox(to);
      if (known.vehicles.size > 0) learn(known.vehicles.values(), known.error);
    },
    subscribe(listener: () => void): () => void {
      changed = listener;
      subscription = connection.trackFleet(
        { tickMs, ...(box === undefined ? {} : { bbox: box }), onError: (error) => learn([], error) },
        (updates) => learn([...known.vehicles.values(), ...updates], null),
      );
      return () => {
        changed = () => undefined;
        subscription?.close();
        subscription = undefined;
      };
    },
  };
}

function boxOf(west?: number, south?: number, east?: number, north?: number): BoundingBox | undefined {
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return undefined;
  return [west, south, east, north];
}
