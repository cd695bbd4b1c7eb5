import type { Town } from '@waycast/geo';
import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { loadTown } from '../town/load-town.ts';
import type { GeoJson } from './geo-json.ts';
import { graticule } from './graticule.ts';
import type { Palette } from './palette.ts';
import { TOWN_SOURCES, type TownSource, townStyle } from './town-style.ts';

// From our own origin: no blob, so that the page's policy can forbid them.
setWorkerUrl(workerUrl);

/** Creates the map, still without a style. It looks north from straight above: markers rely on it. */
export function createBaseMap(container: HTMLElement): MapLibre {
  const map = new MapLibre({
    container,
    center: [-16.4, 48.2],
    zoom: 13,
    minZoom: 1.5,
    maxZoom: 19,
    maxPitch: 0,
    pitchWithRotate: false,
    dragRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    attributionControl: { compact: true },
    fadeDuration: 120,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on('moveend', () => drawGraticule(map));
  return map;
}

/** Fills the built-in style's sources once they are there; does nothing under another style. */
export async function fillBaseMap(map: MapLibre): Promise<void> {
  drawGraticule(map);
  const town = await loadTown();
  performance.mark('waycast.town');
  for (const id of TOWN_SOURCES) map.getSource<GeoJSONSource>(id)?.setData(toGeoJson(town, id));
  // For whoever measures how long the first picture takes.
  map.once('idle', () => performance.mark('waycast.map'));
}

/** Gives the built-in style the colours of another theme, without building it anew. */
export function repaintBaseMap(map: MapLibre, palette: Palette): void {
  for (const layer of townStyle(palette).layers) {
    if (map.getLayer(layer.id) === undefined) continue;
    for (const [property, value] of Object.entries(layer.paint ?? {})) {
      map.setPaintProperty(layer.id, property as Parameters<MapLibre['setPaintProperty']>[1], value);
    }
  }
}

function drawGraticule(map: MapLibre): void {
  const bounds = map.getBounds();
  map
    .getSource<GeoJSONSource>('graticule')
    ?.setData(graticule([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]));
}

function toGeoJson(town: Town, source: TownSource): GeoJson {
  if (source === 'places') return placesOf(town);
  const collections = {
    water: town.water,
    'water-names': town.water,
    parks: town.parks,
    'park-names': town.parks,
    streets: town.streets,
    'street-names': town.streets,
    blocks: town.blocks,
    buildings: town.buildings,
  };
  // The map's types know no read-only arrays; it copies the data to its worker and changes nothing.
  return collections[source] as unknown as GeoJson;
}

function placesOf({ places }: Town): GeoJson {
  return {
    type: 'FeatureCollection',
    features: places.map(({ name, kind, latitude, longitude }) => ({
      type: 'Feature',
      properties: { name, kind },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  };
}
