import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import type { Drawing } from '../../geofences/draft.ts';
import { DrawingBoard } from '../../geofences/drawing-board.ts';
import { MapFrame } from '../../map/map-frame.tsx';
import { readPalette } from '../../map/palette.ts';
import { useBareMap } from '../../map/use-bare-map.ts';
import { useBaseStyle } from '../../map/use-base-style.ts';
import { useTheme } from '../../shell/theme.ts';
import { useWay, useWayInView } from '../map/use-way.ts';
import { type Way, wayStopAt } from '../map/way-layers.ts';

/** A position as [longitude, latitude]. */
export type Place = readonly [longitude: number, latitude: number];

interface PlanMapProps {
  readonly way: Way;
  readonly wayKey: string | undefined;
  /** The line under the hand; null: none, and clicks choose places and stops. */
  readonly drawing: { readonly line: readonly Place[] | null } | null;
  readonly onDrawn: (line: Place[]) => void;
  readonly onPlace: (place: Place) => void;
  /** Told the place among the way's stops. */
  readonly onStop: (index: number) => void;
}

/** The map of the plan: stops and a line to look at, to choose and to draw. */
export function PlanMap(props: PlanMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useBareMap(container);
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const ready = styleRevision > 0 ? map : undefined;
  useWay(map, styleRevision, props.way);
  useWayInView(map, props.way, props.wayKey);
  useBoard(ready, styleRevision, props);
  useClicks(ready, props);
  return <MapFrame container={container} label="Map of the plan" problem={problem} />;
}

/** A line is drawn, or changed by its points, for as long as one is under the hand. */
function useBoard(
  map: MapLibre | undefined,
  styleRevision: number,
  { drawing, onDrawn }: PlanMapProps,
): void {
  const tell = useRef(onDrawn);
  tell.current = onDrawn;
  const line = useRef(drawing?.line ?? null);
  line.current = drawing?.line ?? null;
  const open = drawing !== null;
  useEffect(() => {
    void styleRevision;
    if (map === undefined || !open) return undefined;
    const board = new DrawingBoard(map, readPalette(), (drawn) => tell.current(placesOf(drawn)));
    if (line.current === null) board.begin('corridor');
    else board.show('corridor', { type: 'LineString', coordinates: line.current.map(rounded) });
    return () => board.close();
  }, [map, styleRevision, open]);
}

/** Drawing tools refuse more digits; this many are a centimetre. */
const DIGITS = 7;

function rounded([longitude, latitude]: Place): number[] {
  return [Number(longitude.toFixed(DIGITS)), Number(latitude.toFixed(DIGITS))];
}

function placesOf(drawing: Drawing): Place[] {
  return drawing.type === 'LineString'
    ? drawing.coordinates.map(([longitude = 0, latitude = 0]) => [longitude, latitude] as const)
    : [];
}

function useClicks(map: MapLibre | undefined, props: PlanMapProps): void {
  const current = useRef(props);
  current.current = props;
  useEffect(() => {
    if (map === undefined) return undefined;
    const clicked = map.on('click', ({ point, lngLat }) => {
      const { drawing, onStop, onPlace } = current.current;
      if (drawing !== null) return;
      const stop = wayStopAt(map, point);
      if (stop === undefined) onPlace([lngLat.lng, lngLat.lat]);
      else onStop(stop);
    });
    return () => clicked.unsubscribe();
  }, [map]);
}
