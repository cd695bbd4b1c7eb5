import { destination, type LatLng } from '@waycast/geo';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { type TrailPoint, trailLines } from '../fleet/trail.ts';
import type { GeoJson } from './geo-json.ts';
import type { Palette } from './palette.ts';

const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };
const CIRCLE_CORNERS = 48;

/** Adds the layers of a selection on top of whatever style the map has; called after each change of style. */
export function addSelectionLayers(map: MapLibre, palette: Palette): void {
  for (const id of ['trail', 'trail-point', 'accuracy']) {
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY });
  }
  if (map.getLayer('trail') !== undefined) return;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  // Below the names, which must stay readable.
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  map.addLayer({ id: 'accuracy', type: 'fill', source: 'accuracy', paint: { 'fill-opacity': 0.14 } }, names);
  map.addLayer(
    { id: 'trail casing', type: 'line', source: 'trail', layout: round, paint: { 'line-width': 6 } },
    names,
  );
  map.addLayer(
    { id: 'trail', type: 'line', source: 'trail', layout: round, paint: { 'line-width': 3 } },
    names,
  );
  map.addLayer({
    id: 'trail-point',
    type: 'circle',
    source: 'trail-point',
    paint: { 'circle-radius': 5, 'circle-stroke-width': 2 },
  });
  paintSelectionLayers(map, palette);
}

export function paintSelectionLayers(map: MapLibre, palette: Palette): void {
  if (map.getLayer('trail') === undefined) return;
  map.setPaintProperty('accuracy', 'fill-color', palette.accent);
  map.setPaintProperty('trail', 'line-color', palette.accent);
  map.setPaintProperty('trail casing', 'line-color', palette.halo);
  map.setPaintProperty('trail-point', 'circle-color', palette.halo);
  map.setPaintProperty('trail-point', 'circle-stroke-color', palette.accent);
}

export function showTrail(map: MapLibre, trail: readonly TrailPoint[], breakMs?: number): void {
  setData(map, 'trail', { type: 'MultiLineString', coordinates: trailLines(trail, breakMs) });
}

/** A moment of the trail that is pointed at in the chart. */
export function showPointed(map: MapLibre, at: LatLng | null): void {
  setData(
    map,
    'trail-point',
    at === null ? EMPTY : { type: 'Point', coordinates: [at.longitude, at.latitude] },
  );
}

/** The circle that the vehicle is probably in. */
export function showAccuracy(
  map: MapLibre,
  accuracy: { readonly center: LatLng; readonly radiusM: number } | null,
): void {
  setData(map, 'accuracy', accuracy === null ? EMPTY : circle(accuracy.center, accuracy.radiusM));
}

function circle(center: LatLng, radiusM: number): GeoJson {
  const ring = Array.from({ length: CIRCLE_CORNERS + 1 }, (_, i) => {
    const { latitude, longitude } = destination(center, (i / CIRCLE_CORNERS) * 360, radiusM);
    return [longitude, latitude];
  });
  return { type: 'Polygon', coordinates: [ring] };
}

function setData(map: MapLibre, id: string, data: GeoJson): void {
  map.getSource<GeoJSONSource>(id)?.setData(data);
}
