import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { FleetStore, type Vehicle } from './fleet-store.ts';

/** Follows one vehicle for as long as it is named; the store forgets it with the component. */
export function useFollowedVehicle(vehicleId: string | null): {
  readonly store: FleetStore;
  readonly vehicle: Vehicle | undefined;
} {
  const { connection } = useRealtimeConnection();
  const [store, setStore] = useState(() => new FleetStore());
  useEffect(() => {
    if (vehicleId === null) {
      // What may not be seen any more is not kept either.
      setStore((before) => (before.size === 0 ? before : new FleetStore()));
      return undefined;
    }
    const subscription = connection.trackVehicle(
      vehicleId,
      (location) => {
        if (location !== null) store.apply([location], performance.now());
      },
      { onError: (error) => console.warn('The vehicle may not be followed now.', error) },
    );
    return () => subscription.close();
  }, [connection, vehicleId, store]);
  useSyncExternalStore(store.subscribe, () => store.revision);
  return { store, vehicle: vehicleId === null ? undefined : store.get(vehicleId) };
}
