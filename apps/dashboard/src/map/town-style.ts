import type { FilterSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Palette } from './palette.ts';

/**
 * Names have sources of their own: a tile with text waits until its letters are drawn, and streets should not.
 */
export const TOWN_SOURCES = [
  'water',
  'parks',
  'blocks',
  'buildings',
  'streets',
  'water-names',
  'park-names',
  'street-names',
  'places',
] as const;
export type TownSource = (typeof TOWN_SOURCES)[number];

/** Without a `glyphs` address MapLibre draws every letter itself, from the page's own font: nothing is downloaded. */
const FONT = ['Inter Variable'];
const NOTHING = { type: 'FeatureCollection' as const, features: [] };

/** Width in pixels of each class of road at zooms 11, 14 and 18. */
const WIDTHS = {
  trunk: [1.6, 5, 30],
  primary: [1.4, 4.4, 28],
  secondary: [0.9, 3.4, 24],
  residential: [0.4, 2.2, 18],
  lane: [0.2, 1.4, 12],
} as const;

/** The map without any network: neutral ground with a graticule everywhere, and the town once its data is set. */
export function townStyle(palette: Palette): StyleSpecification {
  const sources = Object.fromEntries(
    [...TOWN_SOURCES, 'graticule'].map((id) => [id, { type: 'geojson' as const, data: NOTHING }]),
  );
  return {
    version: 8,
    name: 'Waycast',
    sources,
    transition: { duration: 0, delay: 0 },
    layers: [...ground(palette), ...roads(palette), ...labels(palette)],
  };
}

function ground(palette: Palette): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': palette.land } },
    {
      id: 'graticule',
      type: 'line',
      source: 'graticule',
      paint: { 'line-color': palette.grid, 'line-width': 1 },
    },
    { id: 'parks', type: 'fill', source: 'parks', paint: { 'fill-color': palette.park } },
    { id: 'blocks', type: 'fill', source: 'blocks', minzoom: 11.5, paint: { 'fill-color': palette.block } },
    { id: 'water', type: 'fill', source: 'water', paint: { 'fill-color': palette.water } },
    {
      id: 'buildings',
      type: 'fill',
      source: 'buildings',
      minzoom: 14,
      paint: {
        'fill-color': palette.building,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0, 15, 1],
      },
    },
  ];
}

function roads(palette: Palette): LayerSpecification[] {
  const classes = ['lane', 'residential', 'secondary', 'primary', 'trunk'] as const;
  const layer = (roadClass: (typeof classes)[number], casing: boolean): LayerSpecification => ({
    id: `${roadClass}${casing ? ' casing' : ''}`,
    type: 'line',
    source: 'streets',
    filter: ['==', ['get', 'roadClass'], roadClass],
    layout: { 'line-cap': casing ? 'butt' : 'round', 'line-join': 'round' },
    paint: {
      'line-color': casing ? palette.roadCasing : roadClass === 'trunk' ? palette.roadTrunk : palette.road,
      'line-width': widthByZoom(WIDTHS[roadClass], casing ? 1.6 : 0),
    },
  });
  return [
    ...classes.map((roadClass) => layer(roadClass, true)),
    ...classes.map((roadClass) => layer(roadClass, false)),
  ];
}

type ByZoom = [
  'interpolate',
  ['exponential', number],
  ['zoom'],
  number,
  number,
  number,
  number,
  number,
  number,
];

function widthByZoom([at11, at14, at18]: readonly [number, number, number], extra: number): ByZoom {
  return [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    11,
    at11 + extra / 2,
    14,
    at14 + extra,
    18,
    at18 + extra,
  ];
}

function labels(palette: Palette): LayerSpecification[] {
  const area = (source: 'park-names' | 'water-names', color: string): LayerSpecification => ({
    id: source,
    type: 'symbol',
    source,
    minzoom: 13,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': 12,
      'text-max-width': 7,
      'text-padding': 8,
    },
    paint: { 'text-color': color, 'text-halo-color': palette.labelHalo, 'text-halo-width': 1 },
  });
  const main: FilterSpecification = ['in', ['get', 'roadClass'], ['literal', ['trunk', 'primary']]];
  return [
    streetNames('side street names', ['!', main], 14.6, 11, palette),
    streetNames('main street names', main, 12.6, 12, palette),
    area('park-names', palette.labelPark),
    area('water-names', palette.labelWater),
    {
      id: 'place names',
      type: 'symbol',
      source: 'places',
      minzoom: 14.2,
      filter: ['!=', ['get', 'kind'], 'stop'],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': FONT,
        'text-size': 11,
        'text-max-width': 8,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.labelHalo, 'text-halo-width': 1.4 },
    },
  ];
}

function streetNames(
  id: string,
  filter: FilterSpecification,
  minzoom: number,
  size: number,
  palette: Palette,
): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'street-names',
    filter,
    minzoom,
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 420,
      'text-field': ['get', 'name'],
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], minzoom, size, 18, size + 3],
      'text-max-angle': 30,
      'text-padding': 4,
    },
    paint: { 'text-color': palette.label, 'text-halo-color': palette.labelHalo, 'text-halo-width': 1.6 },
  };
}
