import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { GeoJson } from '../../map/geo-json.ts';
import type { Palette } from '../../map/palette.ts';

/** A stop as the map marks it. */
export interface WayStop {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string;
  /** What stands in its mark, such as its place in the order. */
  readonly mark: string;
  /** Served and left behind, where the bus is or goes next, or still to come. */
  readonly phase: 'past' | 'next' | 'ahead';
}

/** A line to drive along, and its stops. */
export interface Way {
  /** [longitude, latitude]. */
  readonly line: readonly (readonly [number, number])[];
  readonly stops: readonly WayStop[];
}

const LINE = 'way';
const STOPS = 'way stops';
const FONT = ['Inter Variable'];
const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };

/** Adds the layers of a way on top of whatever style the map has; called after each change of style. */
export function addWayLayers(map: MapLibre, palette: Palette): void {
  for (const id of [LINE, STOPS])
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY });
  if (map.getLayer(LINE) !== undefined) return;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  // Below the names, which must stay readable.
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  const line = { type: 'line', source: LINE, layout: round } as const;
  map.addLayer({ id: 'way casing', ...line, paint: { 'line-width': 8 } }, names);
  map.addLayer({ id: LINE, ...line, paint: { 'line-width': 4.5 } }, names);
  map.addLayer({ id: STOPS, type: 'circle', source: STOPS, paint: { 'circle-stroke-width': 2 } });
  addNames(map);
  paintWayLayers(map, palette);
}

function addNames(map: MapLibre): void {
  map.addLayer({
    id: 'way marks',
    type: 'symbol',
    source: STOPS,
    minzoom: 12,
    layout: {
      'text-field': ['get', 'mark'],
      'text-font': FONT,
      'text-size': 11,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
  });
  map.addLayer({
    id: 'way names',
    type: 'symbol',
    source: STOPS,
    minzoom: 13,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': 12,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1.1,
      'text-justify': 'auto',
      'text-max-width': 12,
      'text-optional': true,
    },
    paint: { 'text-halo-width': 1.5 },
  });
}

export function paintWayLayers(
  map: MapLibre,
  { accent, halo, surface, ink, labelHalo, offline }: Palette,
): void {
  if (map.getLayer(LINE) === undefined) return;
  const byPhase = (past: string, next: string, ahead: string) =>
    ['match', ['get', 'phase'], 'past', past, 'next', next, ahead] as unknown as string;
  map.setPaintProperty('way casing', 'line-color', halo);
  map.setPaintProperty(LINE, 'line-color', accent);
  map.setPaintProperty(STOPS, 'circle-radius', ['interpolate', ['linear'], ['zoom'], 10, 3, 12, 8, 15, 10]);
  map.setPaintProperty(STOPS, 'circle-color', byPhase(offline, accent, surface));
  map.setPaintProperty(STOPS, 'circle-stroke-color', byPhase(halo, halo, accent));
  map.setPaintProperty('way marks', 'text-color', byPhase(surface, surface, ink));
  map.setPaintProperty('way names', 'text-color', ink);
  map.setPaintProperty('way names', 'text-halo-color', labelHalo);
}

/** Shows this way and no other; null: none. */
export function showWay(map: MapLibre, way: Way | null): void {
  const set = (id: string, data: GeoJson): void => void map.getSource<GeoJSONSource>(id)?.setData(data);
  const coordinates = way?.line.map(([longitude, latitude]) => [longitude, latitude]) ?? [];
  set(LINE, coordinates.length < 2 ? EMPTY : { type: 'LineString', coordinates });
  set(STOPS, {
    type: 'FeatureCollection',
    features: (way?.stops ?? []).map(({ latitude, longitude, ...properties }, index) => ({
      type: 'Feature',
      properties: { ...properties, index },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  });
}

/** The place among its stops of the one under a point of the screen. */
export function wayStopAt(
  map: MapLibre,
  point: { readonly x: number; readonly y: number },
): number | undefined {
  if (map.getLayer(STOPS) === undefined) return undefined;
  const [top] = map.queryRenderedFeatures([point.x, point.y], { layers: [STOPS] });
  const index: unknown = top?.properties['index'];
  return typeof index === 'number' ? index : undefined;
}
