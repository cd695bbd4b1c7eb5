import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { GeoJson } from '../map/geo-json.ts';
import { readPalette } from '../map/palette.ts';
import type { Moment } from './ride.ts';
import { SPEED_CLASSES, speedClass } from './speed-classes.ts';

const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };

/** A place where it stood for a while, or that is not believed. */
export interface Spot {
  readonly latitude: number;
  readonly longitude: number;
}

/** Adds the layers of a ride on top of whatever style the map has; called after each change of style. */
export function addRideLayers(map: MapLibre): void {
  for (const id of ['ride', 'halts', 'ignored']) {
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY });
  }
  if (map.getLayer('ride') !== undefined) return;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  // Below the names, which must stay readable.
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  const lines = { type: 'line', source: 'ride', layout: round } as const;
  map.addLayer({ id: 'ride casing', ...lines, paint: { 'line-width': 7 } }, names);
  map.addLayer({ id: 'ride', ...lines, paint: { 'line-width': 4 } }, names);
  map.addLayer({
    id: 'halts',
    type: 'circle',
    source: 'halts',
    paint: { 'circle-radius': 5, 'circle-stroke-width': 2 },
  });
  map.addLayer({
    id: 'ignored',
    type: 'circle',
    source: 'ignored',
    paint: { 'circle-radius': 4, 'circle-opacity': 0, 'circle-stroke-width': 2 },
  });
  paintRideLayers(map);
}

export function paintRideLayers(map: MapLibre): void {
  if (map.getLayer('ride') === undefined) return;
  const tokens = getComputedStyle(document.documentElement);
  const { halo, ink } = readPalette();
  const colors = SPEED_CLASSES.map(({ token }) => tokens.getPropertyValue(`--${token}`).trim());
  map.setPaintProperty('ride casing', 'line-color', halo);
  map.setPaintProperty('ride', 'line-color', ['to-color', ['at', ['get', 'class'], ['literal', colors]]]);
  map.setPaintProperty('halts', 'circle-color', halo);
  map.setPaintProperty('halts', 'circle-stroke-color', ink);
  map.setPaintProperty('ignored', 'circle-stroke-color', tokens.getPropertyValue('--ink-3').trim());
}

export function showRide(map: MapLibre, moments: readonly Moment[]): void {
  map.getSource<GeoJSONSource>('ride')?.setData({
    type: 'FeatureCollection',
    features: stretchesOf(moments).map(({ class: speed, coordinates }) => ({
      type: 'Feature',
      properties: { class: speed },
      geometry: { type: 'LineString', coordinates },
    })),
  });
}

export function showSpots(map: MapLibre, source: 'halts' | 'ignored', spots: readonly Spot[]): void {
  map.getSource<GeoJSONSource>(source)?.setData({
    type: 'FeatureCollection',
    features: spots.map(({ latitude, longitude }) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  });
}

interface Stretch {
  readonly class: number;
  readonly coordinates: [number, number][];
}

/** Neighbouring stretches of one class of speed as one line. */
export function stretchesOf(moments: readonly Moment[]): Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  for (const [index, { latitude, longitude, speed }] of moments.entries()) {
    const next = moments[index + 1];
    if (speed === null || next === undefined) {
      open = undefined;
      continue;
    }
    const wanted = speedClass(speed);
    if (open?.class !== wanted) {
      open = { class: wanted, coordinates: [[longitude, latitude]] };
      stretches.push(open);
    }
    open.coordinates.push([next.longitude, next.latitude]);
  }
  return stretches;
}
