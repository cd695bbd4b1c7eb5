import type { LatLng } from '@waycast/geo';
import { useRef } from 'react';
import { MapButtons } from '../../map/map-buttons.tsx';
import { MapFrame } from '../../map/map-frame.tsx';
import { useBaseStyle } from '../../map/use-base-style.ts';
import type { Padding } from '../../map/use-camera-moves.ts';
import {
  type LiveVehicles,
  NO_PADDING,
  useOpening,
  useVehicleClicks,
  useVehicleMap,
} from '../../map/use-vehicle-map.ts';
import { useTheme } from '../../shell/theme.ts';
import { useWay, useWayInView } from './use-way.ts';
import type { Way } from './way-layers.ts';

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
  const shown = useVehicleMap(container, live, selectedId, padding);
  const map = shown?.map;
  const { problem, styleRevision } = useBaseStyle(map, useTheme());
  useWay(map, styleRevision, way);
  useWayInView(map, way, wayKey, also);
  const showAll = useOpening(map, live, wayKey !== undefined);
  useVehicleClicks(shown, onSelect && ((id) => id !== undefined && onSelect(id)));
  return (
    <MapFrame container={container} label="Map of buses" problem={problem}>
      <MapButtons map={map} padding={padding} all="Show all buses" onAll={() => showAll(true)} />
    </MapFrame>
  );
}
