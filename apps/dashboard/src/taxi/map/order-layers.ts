import type { LatLng } from '@waycast/geo';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { GeoJson } from '../../map/geo-json.ts';
import type { Palette } from '../../map/palette.ts';
import { type DrawnOrder, drawingOf } from './drawn-orders.ts';

const LINES = 'order lines';
const POINTS = 'order points';
const CARS = 'near cars';
const FONT = ['Inter Variable'];
const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };
/** A finger's reach around a mark. */
const REACH_PX = 12;

type Expression = unknown[];
const when = (test: Expression, yes: unknown, no: unknown) => ['case', test, yes, no] as unknown as string;
const CHOSEN: Expression = ['get', 'chosen'];
const PICKUP: Expression = ['==', ['get', 'mark'], 'A'];

/** Adds the layers of orders on top of whatever style the map has; called after each change of style. */
export function addOrderLayers(map: MapLibre, palette: Palette): void {
  for (const id of [LINES, POINTS, CARS])
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY });
  if (map.getLayer(POINTS) !== undefined) return;
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  const width = when(CHOSEN, 3.5, 2) as unknown as number;
  const line = { type: 'line', source: LINES } as const;
  map.addLayer(
    {
      ...line,
      id: 'order rides',
      filter: ['==', ['get', 'kind'], 'ride'],
      paint: { 'line-width': width, 'line-dasharray': [1.5, 1.5] },
    },
    names,
  );
  map.addLayer(
    {
      ...line,
      id: 'order comings',
      filter: ['==', ['get', 'kind'], 'coming'],
      paint: { 'line-width': width },
    },
    names,
  );
  map.addLayer({
    id: CARS,
    type: 'circle',
    source: CARS,
    paint: { 'circle-radius': 6, 'circle-stroke-width': 2 },
  });
  addMarks(map);
  paintOrderLayers(map, palette);
}

/** Pick-ups are filled, drop-offs hollow: one tells them apart without colours and letters. */
function addMarks(map: MapLibre): void {
  map.addLayer({
    id: POINTS,
    type: 'circle',
    source: POINTS,
    layout: { 'circle-sort-key': ['case', CHOSEN, 1, 0] as unknown as number },
    paint: { 'circle-radius': when(CHOSEN, 11, 8.5) as unknown as number, 'circle-stroke-width': 2 },
  });
  map.addLayer({
    id: 'order marks',
    type: 'symbol',
    source: POINTS,
    layout: {
      'text-field': ['get', 'mark'],
      'text-font': FONT,
      'text-size': when(CHOSEN, 13, 11) as unknown as number,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
  });
  map.addLayer({
    id: 'order names',
    type: 'symbol',
    source: POINTS,
    filter: ['!=', ['get', 'name'], ''],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': 12,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1.3,
      'text-justify': 'auto',
      'text-max-width': 12,
    },
    paint: { 'text-halo-width': 1.5 },
  });
}

export function paintOrderLayers(map: MapLibre, palette: Palette): void {
  if (map.getLayer(POINTS) === undefined) return;
  const { accent, halo, surface, ink, labelHalo, fresh } = palette;
  map.setPaintProperty('order rides', 'line-color', ink);
  map.setPaintProperty('order comings', 'line-color', accent);
  map.setPaintProperty(CARS, 'circle-color', fresh);
  map.setPaintProperty(CARS, 'circle-stroke-color', halo);
  map.setPaintProperty(POINTS, 'circle-color', when(PICKUP, ink, surface));
  map.setPaintProperty(POINTS, 'circle-stroke-color', when(PICKUP, surface, ink));
  map.setPaintProperty('order marks', 'text-color', when(PICKUP, surface, ink));
  map.setPaintProperty('order names', 'text-color', ink);
  map.setPaintProperty('order names', 'text-halo-color', labelHalo);
}

/** Shows these orders and no others. */
export function showOrders(map: MapLibre, orders: readonly DrawnOrder[]): void {
  const { points, lines } = drawingOf(orders);
  setPoints(map, POINTS, points);
  map.getSource<GeoJSONSource>(LINES)?.setData({
    type: 'FeatureCollection',
    features: lines.map(({ kind, chosen, line }) => ({
      type: 'Feature',
      properties: { kind, chosen },
      geometry: {
        type: 'LineString',
        coordinates: line.map(({ latitude, longitude }) => [longitude, latitude]),
      },
    })),
  });
}

/** Shows free cars, which have no names. */
export function showCars(map: MapLibre, cars: readonly LatLng[]): void {
  setPoints(map, CARS, cars);
}

/** The order whose mark is under a point of the screen. */
export function orderAt(
  map: MapLibre,
  { x, y }: { readonly x: number; readonly y: number },
): string | undefined {
  if (map.getLayer(POINTS) === undefined) return undefined;
  const reach: [[number, number], [number, number]] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const [top] = map.queryRenderedFeatures(reach, { layers: [POINTS] });
  const id: unknown = top?.properties['id'];
  return typeof id === 'string' ? id : undefined;
}

function setPoints(map: MapLibre, source: string, points: readonly LatLng[]): void {
  map.getSource<GeoJSONSource>(source)?.setData({
    type: 'FeatureCollection',
    features: points.map(({ latitude, longitude, ...properties }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  });
}
