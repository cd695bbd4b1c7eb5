import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { shownAt } from '../fleet/glide.ts';
import { toScreen } from './camera.ts';
import type { Camera } from './marker-painter.ts';

/** The vehicle drawn closest to a point of the screen, within a finger's reach; undefined when there is none. */
export function vehicleAt(
  store: FleetStore,
  camera: Camera,
  x: number,
  y: number,
  reachPx: number,
  pageMs: number,
): Vehicle | undefined {
  let best: Vehicle | undefined;
  let bestPx = reachPx;
  for (const vehicle of store.all()) {
    const [vx, vy] = toScreen(camera, shownAt(vehicle.glide, pageMs));
    const distance = Math.hypot(vx - x, vy - y);
    if (distance < bestPx) [best, bestPx] = [vehicle, distance];
  }
  return best;
}
