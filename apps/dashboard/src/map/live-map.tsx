import type { LatLng } from '@waycast/geo';
import { useRef } from 'react';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import type { TrailPoint } from '../fleet/trail.ts';
import { useTheme } from '../shell/theme.ts';
import { MapControls } from './map-controls.tsx';
import { MapFrame } from './map-frame.tsx';
import { useBaseStyle } from './use-base-style.ts';
import { type Padding, useCameraMoves } from './use-camera-moves.ts';
import { useFenceLayers } from './use-fence-layers.ts';
import { useSelectionLayers } from './use-selection-layers.ts';
import { useVehicleClicks, useVehicleMap } from './use-vehicle-map.ts';

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
  const { store, clock, reportIntervalMs } = useLiveFleet();
  const live = { store, serverNow: clock.now, reportIntervalMs };
  const shown = useVehicleMap(container, live, selectedId, padding);
  const theme = useTheme();
  useVehicleClicks(shown, onSelect);
  const { problem, styleRevision } = useBaseStyle(shown?.map, theme);
  const fences = useFenceLayers(shown?.map, { theme, styleRevision });
  useSelectionLayers(shown?.map, { selectedId, trail, pointed, theme, styleRevision });
  const { fitAll } = useCameraMoves(shown?.map, { selectedId, following, onLeaveFollowing });

  return (
    <MapFrame container={container} label="Map of vehicles" problem={problem}>
      {shown !== null && <MapControls map={shown.map} onFitAll={fitAll} padding={padding} fences={fences} />}
    </MapFrame>
  );
}
