import type { BoundingBox, LatLng } from '@waycast/geo';
import type { FitBoundsOptions, Map as MapLibre } from 'maplibre-gl';
import type { Camera } from './marker-painter.ts';
import { toMercator } from './view.ts';

const TILE_PX = 512;

/** The camera of a map that neither tilts nor turns. */
export function cameraOf(map: MapLibre): Camera {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const center = map.getCenter();
  const worldSize = TILE_PX * 2 ** map.getZoom();
  const [x, y] = toMercator({ latitude: center.lat, longitude: center.lng });
  // With padding the centre of the map is not the centre of the screen.
  const at = map.project(center);
  return { width, height, worldSize, left: x - at.x / worldSize, top: y - at.y / worldSize };
}

/** Where a position is on the screen, in pixels from the top left. */
export function toScreen(camera: Camera, position: LatLng): [x: number, y: number] {
  const [x, y] = toMercator(position);
  return [(x - camera.left) * camera.worldSize, (y - camera.top) * camera.worldSize];
}

/** Shows a box; one across the 180th meridian has its west east of its east. */
export function fitBox(
  map: MapLibre,
  [west, south, east, north]: BoundingBox,
  options: FitBoundsOptions,
): void {
  map.fitBounds([west, south, east < west ? east + 360 : east, north], options);
}

/** Radius of a marker in pixels: dots over a country, arrows in a street. */
export function markerRadius(zoom: number, count: number): number {
  const full = zoom < 9 ? 3 : zoom < 15 ? 3 + (zoom - 9) * 0.95 : 8.7;
  return count > 3000 ? Math.max(2.4, full * 0.72) : Math.max(3.6, full);
}

/** Below this radius a direction cannot be seen. */
export const DIRECTION_RADIUS_PX = 4.4;

const CIRCUMFERENCE_M = 40_075_017;
const TOWN_SPEED_MPS = 18;
/** Movement between frames that an eye still takes for smooth. */
const SMOOTH_PX = 0.35;
const SLOWEST_MS = 250;

/** How long until moving vehicles have moved enough to be painted again: over a country that is not every frame. */
export function frameIntervalMs(camera: Camera): number {
  const metresPerPixel = CIRCUMFERENCE_M / camera.worldSize;
  return Math.min(SLOWEST_MS, (SMOOTH_PX * metresPerPixel * 1000) / TOWN_SPEED_MPS);
}
