import { LocateFixed, Minus, Plus } from 'lucide-react';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { extendTrail, type TrailPoint } from '../fleet/trail.ts';
import { createBaseMap } from '../map/base-map.ts';
import { FleetOverlay } from '../map/fleet-overlay.ts';
import styles from '../map/map-controls.module.css';
import { MapFrame } from '../map/map-frame.tsx';
import { readPalette } from '../map/palette.ts';
import { addSelectionLayers, paintSelectionLayers, showTrail } from '../map/trail-layers.ts';
import { useBaseStyle } from '../map/use-base-style.ts';
import { IconButton } from '../shell/button.tsx';
import { type Theme, useTheme } from '../shell/theme.ts';
import { addDestination } from './destination-mark.ts';
import type { Goal } from './eta-words.ts';
import type { ActiveShare, ShareFollower } from './follower.ts';
import { goalOf } from './ride-words.ts';
import { useShareCamera } from './use-share-camera.ts';

interface ShareMapProps {
  readonly follower: ShareFollower;
  readonly share: ActiveShare;
}

const PINS: Readonly<Record<Goal, string>> = {
  destination: 'Destination',
  'pick-up': 'Pick-up',
  'drop-off': 'Drop-off',
};

/** A way of long straight stretches has few points; only a real pause parts it. */
const BREAK_MS = 30 * 60_000;

/** The map with one vehicle, the way it took and where it is expected. */
export default function ShareMap({ follower, share }: ShareMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const map = shown?.map;
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const { reportIntervalMs, destination } = share;
  // No vehicle has an empty id: of an order that nobody drives yet none is shown.
  const vehicleId = share.vehicleId ?? '';

  useEffect(() => {
    if (container.current === null) return undefined;
    const created = createBaseMap(container.current);
    const overlay = new FleetOverlay({
      map: created,
      store: follower.store,
      serverNow: follower.now,
      reportIntervalMs: () => reportIntervalMs,
    });
    overlay.select(vehicleId);
    setShown({ map: created, overlay });
    return () => {
      overlay.destroy();
      created.remove();
      setShown(null);
    };
  }, [follower, vehicleId, reportIntervalMs]);
  useEffect(() => {
    void theme;
    shown?.overlay.refreshPalette();
  }, [shown, theme]);
  const goal = goalOf(share);
  const [latitude, longitude] = [destination?.latitude, destination?.longitude];
  useEffect(() => {
    if (map === undefined || latitude === undefined || longitude === undefined) return undefined;
    return addDestination(map, { latitude, longitude }, PINS[goal]);
  }, [map, latitude, longitude, goal]);
  useTrailLayer(map, { follower, vehicleId, theme, styleRevision });
  const recentre = useShareCamera(map, { follower, vehicleId, destination });

  return (
    <MapFrame container={container} label="Map" problem={problem}>
      <fieldset className={styles.controls} aria-label="Map">
        <IconButton label="Zoom in" onClick={() => map?.zoomIn()}>
          <Plus size={18} />
        </IconButton>
        <IconButton label="Zoom out" onClick={() => map?.zoomOut()}>
          <Minus size={18} />
        </IconButton>
        <IconButton label="Show where it is" onClick={recentre}>
          <LocateFixed size={18} />
        </IconButton>
      </fieldset>
    </MapFrame>
  );
}

interface Shown {
  readonly map: MapLibre;
  readonly overlay: FleetOverlay;
}

interface TrailLayer {
  readonly follower: ShareFollower;
  readonly vehicleId: string;
  readonly theme: Theme;
  readonly styleRevision: number;
}

/** The way so far, growing with every position; nothing where the link shows none. */
function useTrailLayer(map: MapLibre | undefined, layer: TrailLayer): void {
  const { follower, vehicleId, theme, styleRevision } = layer;
  const past = useSyncExternalStore(follower.subscribe, () => follower.trail);
  const [trail, setTrail] = useState<readonly TrailPoint[]>([]);
  useEffect(() => setTrail(past), [past]);
  useEffect(
    () =>
      follower.store.watch(() => {
        const fix = follower.store.get(vehicleId)?.fix;
        if (fix !== undefined) setTrail((way) => (way.length === 0 ? way : extendTrail(way, fix)));
      }),
    [follower, vehicleId],
  );
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void styleRevision;
    if (ready) addSelectionLayers(map, readPalette());
  }, [ready, map, styleRevision]);
  useEffect(() => {
    void theme;
    if (ready) paintSelectionLayers(map, readPalette());
  }, [ready, map, theme]);
  useEffect(() => {
    void styleRevision;
    if (ready) showTrail(map, trail, BREAK_MS);
  }, [ready, map, styleRevision, trail]);
}
