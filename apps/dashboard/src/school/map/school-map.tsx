import type { LatLng } from '@waycast/geo';
import { Maximize, Minus, Plus } from 'lucide-react';
import type { Map as MapLibre } from 'maplibre-gl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { FleetStore } from '../../fleet/fleet-store.ts';
import { createBaseMap } from '../../map/base-map.ts';
import { fitBox } from '../../map/camera.ts';
import { FleetOverlay } from '../../map/fleet-overlay.ts';
import styles from '../../map/map-controls.module.css';
import { MapFrame } from '../../map/map-frame.tsx';
import { useBaseStyle } from '../../map/use-base-style.ts';
import type { Padding } from '../../map/use-camera-moves.ts';
import { openingBox } from '../../map/view.ts';
import { IconButton } from '../../shell/button.tsx';
import { useTheme } from '../../shell/theme.ts';
import { useWay, useWayInView } from './use-way.ts';
import type { Way } from './way-layers.ts';

/** Where vehicles come from, and by which clock their ages count. */
export interface LiveVehicles {
  readonly store: FleetStore;
  readonly serverNow: () => number;
  readonly reportIntervalMs: number;
}

interface SchoolMapProps {
  readonly live: LiveVehicles;
  readonly way: Way | null;
  /** The map moves once to each way that it is given a key of. */
  readonly wayKey: string | undefined;
  /** Shown together with the way, such as the bus that comes to it. */
  readonly also?: LatLng | undefined;
  readonly selectedId: string | undefined;
  readonly padding?: Padding;
  readonly onSelect?: (vehicleId: string) => void;
}

/** Buses on a map, with the way of one trip below them. */
export function SchoolMap(props: SchoolMapProps) {
  const { live, way, wayKey, also, selectedId, padding = NO_PADDING, onSelect } = props;
  const container = useRef<HTMLDivElement>(null);
  const shown = useShown(container, live, selectedId);
  const map = shown?.map;
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const { top, right, bottom, left } = padding;
  useEffect(() => {
    map?.setPadding({ top, right, bottom, left });
  }, [map, top, right, bottom, left]);
  useWay(map, styleRevision, way);
  useWayInView(map, way, wayKey, also);
  const showAll = useOpening(map, live.store, wayKey !== undefined);
  useClicks(shown, onSelect);
  return (
    <MapFrame container={container} label="Map of buses" problem={problem}>
      <fieldset
        className={styles.controls}
        aria-label="Map"
        style={{ marginRight: padding.right, marginBottom: padding.bottom }}
      >
        <IconButton label="Zoom in" onClick={() => map?.zoomIn()}>
          <Plus size={18} />
        </IconButton>
        <IconButton label="Zoom out" onClick={() => map?.zoomOut()}>
          <Minus size={18} />
        </IconButton>
        <IconButton label="Show all buses" onClick={() => showAll(true)}>
          <Maximize size={16} />
        </IconButton>
      </fieldset>
    </MapFrame>
  );
}

const NO_PADDING: Padding = { top: 0, right: 0, bottom: 0, left: 0 };

interface Shown {
  readonly map: MapLibre;
  readonly overlay: FleetOverlay;
}

function useShown(
  container: RefObject<HTMLDivElement | null>,
  { store, serverNow, reportIntervalMs }: LiveVehicles,
  selectedId: string | undefined,
): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const interval = useRef(reportIntervalMs);
  interval.current = reportIntervalMs;
  const theme = useTheme();
  useEffect(() => {
    if (container.current === null) return undefined;
    const map = createBaseMap(container.current);
    const overlay = new FleetOverlay({ map, store, serverNow, reportIntervalMs: () => interval.current });
    setShown({ map, overlay });
    return () => {
      overlay.destroy();
      map.remove();
      setShown(null);
    };
  }, [container, store, serverNow]);
  useEffect(() => shown?.overlay.select(selectedId), [shown, selectedId]);
  useEffect(() => {
    void theme;
    shown?.overlay.refreshPalette();
  }, [shown, theme]);
  return shown;
}

/** Opens on the buses unless a way was asked for; returns the call that shows them all. */
function useOpening(
  map: MapLibre | undefined,
  store: FleetStore,
  asked: boolean,
): (animate: boolean) => void {
  const opened = useRef(false);
  const show = (animate: boolean): boolean => {
    const box = openingBox(store.all().map(({ glide }) => glide.to));
    if (map === undefined || box === undefined) return false;
    fitBox(map, box, { padding: 56, maxZoom: 15, animate, duration: 600 });
    return true;
  };
  const open = useRef(show);
  open.current = show;
  useEffect(() => {
    if (map === undefined || asked) return undefined;
    const look = (): void => {
      if (!opened.current) opened.current = open.current(false);
    };
    look();
    return store.watch(look);
  }, [map, store, asked]);
  return show;
}

function useClicks(shown: Shown | null, onSelect: ((vehicleId: string) => void) | undefined): void {
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    if (shown === null) return undefined;
    const { map, overlay } = shown;
    const clicked = map.on('click', ({ point }) => {
      const vehicle = overlay.vehicleAt(point.x, point.y);
      if (vehicle !== undefined) select.current?.(vehicle.id);
    });
    const moved = map.on('mousemove', ({ point }) => {
      const over = select.current !== undefined && overlay.vehicleAt(point.x, point.y) !== undefined;
      map.getCanvas().style.cursor = over ? 'pointer' : '';
    });
    return () => {
      clicked.unsubscribe();
      moved.unsubscribe();
    };
  }, [shown]);
}
