import type { LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import type { TrailPoint } from '../fleet/trail.ts';
import { useTheme } from '../shell/theme.ts';
import { createBaseMap } from './base-map.ts';
import { FleetOverlay } from './fleet-overlay.ts';
import { MapControls } from './map-controls.tsx';
import { MapFrame } from './map-frame.tsx';
import { useBaseStyle } from './use-base-style.ts';
import { type Padding, useCameraMoves } from './use-camera-moves.ts';
import { useFenceLayers } from './use-fence-layers.ts';
import { useSelectionLayers } from './use-selection-layers.ts';

export interface LiveMapProps {
  readonly selectedId: string | undefined;
  readonly trail: readonly TrailPoint[];
  readonly pointed: LatLng | null;
  readonly following: boolean;
  /** Room that panels take from the map, in pixels. */
  readonly padding: Padding;
  readonly onSelect: (id: string | undefined) => void;
  /** The map was dragged away from the vehicle that it followed. */
  readonly onLeaveFollowing: () => void;
}

/** The map with every vehicle on it. */
export function LiveMap({
  selectedId,
  trail,
  pointed,
  following,
  padding,
  onSelect,
  onLeaveFollowing,
}: LiveMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const { store, clock, reportIntervalMs } = useLiveFleet();
  const interval = useRef(reportIntervalMs);
  interval.current = reportIntervalMs;
  const theme = useTheme();

  useEffect(() => {
    if (container.current === null) return undefined;
    const map = createBaseMap(container.current);
    const overlay = new FleetOverlay({
      map,
      store,
      serverNow: clock.now,
      reportIntervalMs: () => interval.current,
    });
    setShown({ map, overlay });
    return () => {
      overlay.destroy();
      map.remove();
      setShown(null);
    };
  }, [store, clock]);

  useEffect(() => shown?.overlay.select(selectedId), [shown, selectedId]);
  useEffect(() => {
    void theme;
    shown?.overlay.refreshPalette();
  }, [shown, theme]);
  useClicks(shown, onSelect);
  const { problem, styleRevision } = useBaseStyle(shown?.map, theme);
  const fences = useFenceLayers(shown?.map, { theme, styleRevision });
  useSelectionLayers(shown?.map, { selectedId, trail, pointed, theme, styleRevision });
  const { fitAll } = useCameraMoves(shown?.map, { selectedId, following, padding, onLeaveFollowing });

  return (
    <MapFrame container={container} label="Map of vehicles" problem={problem}>
      {shown !== null && <MapControls map={shown.map} onFitAll={fitAll} padding={padding} fences={fences} />}
    </MapFrame>
  );
}

interface Shown {
  readonly map: MapLibre;
  readonly overlay: FleetOverlay;
}

/** A click selects the vehicle under it, or nothing; the pointer shows where one would be hit. */
function useClicks(shown: Shown | null, onSelect: (id: string | undefined) => void): void {
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    if (shown === null) return undefined;
    const { map, overlay } = shown;
    const clicked = map.on('click', ({ point }) => select.current(overlay.vehicleAt(point.x, point.y)?.id));
    const moved = map.on('mousemove', ({ point }) => {
      map.getCanvas().style.cursor = overlay.vehicleAt(point.x, point.y) === undefined ? '' : 'pointer';
    });
    return () => {
      clicked.unsubscribe();
      moved.unsubscribe();
    };
  }, [shown]);
}
