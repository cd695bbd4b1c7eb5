import { useMemo, useSyncExternalStore } from 'react';
import type { FleetStore } from '../../fleet/fleet-store.ts';
import { SchoolMap } from '../map/school-map.tsx';
import type { Way } from '../map/way-layers.ts';
import type { ChildTrip } from './child-words.ts';

interface ChildMapProps {
  readonly store: FleetStore;
  readonly vehicleId: string;
  readonly stop: ChildTrip['stop'];
}

/** Devices of school buses report at least this often. */
const REPORT_INTERVAL_MS = 15_000;
const now = (): number => Date.now();

/** The bus and the child's own stop, and nothing else of the route. */
export function ChildMap({ store, vehicleId, stop }: ChildMapProps) {
  useSyncExternalStore(store.subscribe, () => store.revision);
  const { latitude, longitude, name } = stop;
  const at = store.get(vehicleId)?.glide.to;
  const known = at !== undefined;
  const stopWay = useMemo(
    (): Way => ({ line: [], stops: [{ latitude, longitude, name, mark: '', phase: 'next' }] }),
    [latitude, longitude, name],
  );
  const live = useMemo(() => ({ store, serverNow: now, reportIntervalMs: REPORT_INTERVAL_MS }), [store]);
  return (
    <SchoolMap
      live={live}
      way={stopWay}
      also={at}
      wayKey={known ? `${vehicleId} and its stop` : 'stop'}
      selectedId={vehicleId}
    />
  );
}
