import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Town } from '@waycast/geo';
import { loadTown } from '../town/load-town.ts';
import type { GeoJson } from './geo-json.ts';
import { graticule } from './graticule.ts';
import type { Palette } from './palette.ts';
import { TOWN_SOURCES, type TownSource, townStyle } from './town-style.ts';

// From our own origin: no blob, so that the page's policy can forbid them.
setWorkerUrl(workerUrl);

/** Creates the map with the built-in style. It looks north from straight above: markers rely on it. */
export function createBaseMap(container: HTMLElement, palette: Palette): MapLibre {
  const map = new MapLibre({
    container,
    style: townStyle(palette),
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
  for (const id of TOWN_SOURCES) map.getSource<GeoJSONSource>(id)?.setData(toGeoJson(town, id));
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
  // The map's types know no read-only arrays; it copies the data to its worker and changes nothing.
  if (source !== 'places') return town[source] as unknown as GeoJson;
  return {
    type: 'FeatureCollection',
    features: town.places.map(({ name, kind, latitude, longitude }) => ({
      type: 'Feature',
      properties: { name, kind },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    })),
  };
}
