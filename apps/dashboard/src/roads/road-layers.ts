import { type Hazard, ROAD_QUALITIES } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { GeoJson } from '../map/geo-json.ts';
import { readPalette } from '../map/palette.ts';
import { hazardLetter } from './hazard-words.ts';
import { qualityToken } from './qualities.ts';
import type { RoadFeature } from './road-features.ts';

const ROADS = 'roads observed';
const CELLS = 'roads cells';
const LINES = 'roads lines';
const BAD_DASHES = 'roads bad';
const CHOSEN = 'roads chosen';
const HAZARDS = 'road hazards';
const LETTERS = 'road hazard letters';
const PIN = 'road pin';
const FONT = ['Inter Variable'];
const REACH_PX = 8;
const EMPTY: GeoJson = { type: 'FeatureCollection', features: [] };

type Features = Extract<GeoJson, { type: 'FeatureCollection' }>['features'];

/** MapLibre's types ask for literals where its expressions stand. */
const number = (expression: readonly unknown[]): number => expression as unknown as number;
const color = (expression: readonly unknown[]): string => expression as unknown as string;

const SURE = ['get', 'confidence'];
/** Wider and stronger where it is surer. */
const WIDTH = number([
  ...['interpolate', ['linear'], ['zoom']],
  ...[11, ['+', 1, ['*', 1.5, SURE]]],
  ...[15, ['+', 2.5, ['*', 4, SURE]]],
  ...[19, ['+', 6, ['*', 10, SURE]]],
]);
const OPACITY = number(['+', 0.4, ['*', 0.6, SURE]]);

/** Adds the layers of roads below names, and hazards above all; called after each change of style. */
export function addRoadLayers(map: MapLibre): void {
  for (const id of [ROADS, CHOSEN, HAZARDS, PIN])
    if (map.getSource(id) === undefined) map.addSource(id, { type: 'geojson', data: EMPTY });
  if (map.getLayer(LINES) !== undefined) return;
  const names = map.getStyle().layers.find(({ type }) => type === 'symbol')?.id;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  map.addLayer(
    {
      id: CHOSEN,
      type: 'line',
      source: CHOSEN,
      layout: round,
      paint: { 'line-width': 14, 'line-opacity': 0.35 },
    },
    names,
  );
  map.addLayer(
    {
      id: CELLS,
      type: 'fill',
      source: ROADS,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-opacity': number(['*', 0.5, OPACITY]) },
    },
    names,
  );
  map.addLayer(
    {
      id: LINES,
      type: 'line',
      source: ROADS,
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: round,
      paint: { 'line-width': WIDTH, 'line-opacity': OPACITY },
    },
    names,
  );
  // Not by colour alone: bad roads are dashed.
  map.addLayer(
    {
      id: BAD_DASHES,
      type: 'line',
      source: ROADS,
      filter: ['==', ['get', 'quality'], 'BAD'],
      paint: {
        'line-width': number(['interpolate', ['linear'], ['zoom'], 11, 0.6, 15, 1.6, 19, 4]),
        'line-dasharray': [2, 2],
      },
    },
    names,
  );
  addHazardLayers(map);
}

function addHazardLayers(map: MapLibre): void {
  map.addLayer({
    id: HAZARDS,
    type: 'circle',
    source: HAZARDS,
    paint: {
      'circle-radius': number(['case', ['get', 'chosen'], 14, 10]),
      'circle-opacity': number(['+', 0.45, ['*', 0.55, SURE]]),
      'circle-stroke-width': 2,
    },
  });
  map.addLayer({
    id: LETTERS,
    type: 'symbol',
    source: HAZARDS,
    layout: {
      'text-field': ['get', 'letter'],
      'text-font': FONT,
      'text-size': 12,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
  });
  map.addLayer({
    id: PIN,
    type: 'circle',
    source: PIN,
    paint: { 'circle-radius': 8, 'circle-stroke-width': 4, 'circle-opacity': 0.25 },
  });
}

/** In the colours of the theme. */
export function paintRoadLayers(map: MapLibre): void {
  if (map.getLayer(LINES) === undefined) return;
  const { accent, halo, ink, surface } = readPalette();
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
  const byQuality = color([
    ...['match', ['get', 'quality']],
    ...ROAD_QUALITIES.flatMap((quality) => [quality, token(qualityToken(quality))]),
    token('road-unknown'),
  ]);
  map.setPaintProperty(LINES, 'line-color', byQuality);
  map.setPaintProperty(CELLS, 'fill-color', byQuality);
  map.setPaintProperty(BAD_DASHES, 'line-color', halo);
  map.setPaintProperty(CHOSEN, 'line-color', accent);
  map.setPaintProperty(HAZARDS, 'circle-color', ink);
  map.setPaintProperty(HAZARDS, 'circle-stroke-color', surface);
  map.setPaintProperty(LETTERS, 'text-color', surface);
  map.setPaintProperty(PIN, 'circle-color', accent);
  map.setPaintProperty(PIN, 'circle-stroke-color', accent);
}

export function showRoads(map: MapLibre, roads: readonly RoadFeature[], chosenId: string | undefined): void {
  setFeatures(map, ROADS, roads.map(featureOf));
  setFeatures(map, CHOSEN, roads.filter(({ segmentId }) => segmentId === chosenId).map(featureOf));
}

export function showHazards(map: MapLibre, hazards: readonly Hazard[], chosenId: string | undefined): void {
  setFeatures(
    map,
    HAZARDS,
    hazards.map(({ hazardId, type, confidence, ...place }) =>
      pointOf(place, { id: hazardId, letter: hazardLetter(type), confidence, chosen: hazardId === chosenId }),
    ),
  );
}

/** Where something is going to be reported. */
export function showPin(map: MapLibre, place: LatLng | null): void {
  setFeatures(map, PIN, place === null ? [] : [pointOf(place, {})]);
}

/** What is under a point of the screen. */
export function roadThingAt(
  map: MapLibre,
  { x, y }: { readonly x: number; readonly y: number },
): { readonly hazard?: string; readonly segment?: string } {
  if (map.getLayer(LINES) === undefined) return {};
  const reach: [[number, number], [number, number]] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const idAt = (layers: string[]): string | undefined => {
    const id: unknown = map.queryRenderedFeatures(reach, { layers })[0]?.properties['id'];
    return typeof id === 'string' ? id : undefined;
  };
  const hazard = idAt([HAZARDS]);
  if (hazard !== undefined) return { hazard };
  const segment = idAt([LINES]) ?? idAt([CELLS]);
  return segment === undefined ? {} : { segment };
}

function featureOf({ segmentId, quality, confidence, geometry }: RoadFeature): Features[number] {
  return {
    type: 'Feature',
    properties: { id: segmentId, quality: quality ?? '', confidence },
    // As the server sent it: a LineString, or the Polygon of a cell.
    geometry: geometry as Features[number]['geometry'],
  };
}

function pointOf({ latitude, longitude }: LatLng, properties: Record<string, unknown>): Features[number] {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [longitude, latitude] } };
}

function setFeatures(map: MapLibre, source: string, features: Features): void {
  map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
}
