import { useDeferredValue, useMemo, useRef } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { useFleetRevision, useLiveFleet } from '../fleet/live-fleet.tsx';
import { arrangeVehicles, type ListQuery, sortByName } from '../fleet/order.ts';
import { useNow } from '../shell/use-now.ts';

/** Lists ordered by figures settle this long, or rows would run away from the finger. */
const SETTLE_MS = 3000;

/** The vehicles to list, in order. Names are sorted only when vehicles are added or named. */
export function useArranged({ text, sort }: ListQuery): readonly Vehicle[] {
  const { store, clock, reportIntervalMs } = useLiveFleet();
  useFleetRevision(store);
  const now = useNow();
  const { namings } = store;
  const named = useMemo(() => {
    void namings;
    return sortByName(store.all());
  }, [store, namings]);
  const typed = useDeferredValue(text);
  const settled = Math.floor(now / SETTLE_MS);
  const clockRef = useRef(clock);
  return useMemo(() => {
    void settled;
    return arrangeVehicles(named, { text: typed, sort }, { nowMs: clockRef.current.now(), reportIntervalMs });
  }, [named, typed, sort, settled, reportIntervalMs]);
}
