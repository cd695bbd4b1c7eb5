import { destination, type FenceShape, type LatLng } from '@waycast/geo';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { GeoJson } from './geo-json.ts';
import type { Palette } from './palette.ts';

/** What the map needs of a fence. */
export interface DrawnFence {
  readonly id: string;
  readonly shape: FenceShape;
}

const AREAS = 'fence areas';
const LINES = 'fence lines';
const CIRCLE_CORNERS = 64;
const CIRCUMFERENCE_M = 40_075_017;
const TILE_PX = 512;
const LAST_ZOOM = 24;
const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };

/** Adds the layers of fences below names; called after each change of style. */
export function addFenceLayers(map: MapLibre, palette: Palette): void {
  for (const id of [AREAS, LINES]) {
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY, promoteId: 'id' });
  }
  if (map.getLayer(AREAS) !== undefined) return;
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  const chosen = (yes: number, no: number) => ['case', ['get', 'chosen'], yes, no] as unknown as number;
  map.addLayer(
    { id: AREAS, type: 'fill', source: AREAS, paint: { 'fill-opacity': chosen(0.24, 0.12) } },
    names,
  );
  map.addLayer(
    {
      id: LINES,
      type: 'line',
      source: LINES,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-opacity': chosen(0.3, 0.18), 'line-width': widthByZoom() },
    },
    names,
  );
  map.addLayer(
    { id: 'fence borders', type: 'line', source: AREAS, paint: { 'line-width': chosen(3, 1.5) } },
    names,
  );
  map.addLayer(
    {
      id: 'fence middles',
      type: 'line',
      source: LINES,
      paint: { 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
    names,
  );
  paintFenceLayers(map, palette);
}

export function paintFenceLayers(map: MapLibre, { accent }: Palette): void {
  if (map.getLayer(AREAS) === undefined) return;
  map.setPaintProperty(AREAS, 'fill-color', accent);
  for (const line of [LINES, 'fence borders', 'fence middles'])
    map.setPaintProperty(line, 'line-color', accent);
}

/** Shows these fences and no others. */
export function showFences(map: MapLibre, fences: readonly DrawnFence[]): void {
  const features: Record<string, Feature[]> = { [AREAS]: [], [LINES]: [] };
  for (const fence of fences) features[sourceOf(fence)]?.push(featureOf(fence, false));
  for (const [id, of] of Object.entries(features))
    map.getSource<GeoJSONSource>(id)?.setData({ type: 'FeatureCollection', features: of } as GeoJson);
}

/** Shows one more fence, stronger, in place of what it was before; the others are left as they are. */
export function showChosenFence(map: MapLibre, fence: DrawnFence): void {
  map.getSource<GeoJSONSource>(sourceOf(fence))?.updateData({ add: [featureOf(fence, true)] });
}

/** The fence under a point of the screen, if one is. */
export function fenceAt(map: MapLibre, point: { x: number; y: number }): string | undefined {
  if (map.getLayer(AREAS) === undefined) return undefined;
  const [top] = map.queryRenderedFeatures([point.x, point.y], { layers: [AREAS, LINES] });
  const id: unknown = top?.properties['id'];
  return typeof id === 'string' ? id : undefined;
}

type Feature = Extract<GeoJson, { type: 'Feature' }>;

function sourceOf({ shape }: DrawnFence): string {
  return shape.type === 'corridor' ? LINES : AREAS;
}

function featureOf({ id, shape }: DrawnFence, chosen: boolean): Feature {
  if (shape.type !== 'corridor') {
    const geometry = { type: 'Polygon', coordinates: ringsOf(shape) } as const;
    return { type: 'Feature', properties: { id, chosen }, geometry };
  }
  const properties = { id, chosen, px: widthAtZoom0(shape.widthM, shape.line[0]) };
  return {
    type: 'Feature',
    properties,
    geometry: { type: 'LineString', coordinates: unbroken(shape.line) },
  };
}

function ringsOf(shape: Exclude<FenceShape, { type: 'corridor' }>): number[][][] {
  if (shape.type === 'polygon') return [shape.outer, ...(shape.holes ?? [])].map(closed);
  const { center, radiusM } = shape;
  return [
    closed(
      Array.from({ length: CIRCLE_CORNERS }, (_, i) =>
        destination(center, (i / CIRCLE_CORNERS) * 360, radiusM),
      ),
    ),
  ];
}

function closed(ring: readonly LatLng[]): number[][] {
  return unbroken([...ring, ...ring.slice(0, 1)]);
}

/** Longitudes go on beyond 180° where a shape crosses that meridian, or the map would draw it around the world. */
function unbroken(line: readonly LatLng[]): number[][] {
  let before: number | undefined;
  return line.map(({ latitude, longitude }) => {
    const turns = before === undefined ? 0 : Math.round((before - longitude) / 360);
    before = longitude + 360 * turns;
    return [before, latitude];
  });
}

/** Pixels at zoom 0; each zoom doubles them. */
function widthAtZoom0(widthM: number, at: LatLng | undefined): number {
  const shrink = Math.cos(((at?.latitude ?? 0) * Math.PI) / 180);
  return (widthM / (CIRCUMFERENCE_M * Math.max(shrink, 0.01))) * TILE_PX;
}

function widthByZoom(): number {
  const px = ['get', 'px'];
  const last = ['*', px, 2 ** LAST_ZOOM];
  return ['interpolate', ['exponential', 2], ['zoom'], 0, px, LAST_ZOOM, last] as unknown as number;
}
