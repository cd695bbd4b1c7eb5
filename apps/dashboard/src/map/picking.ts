import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { shownAt } from '../fleet/glide.ts';
import { toScreen } from './camera.ts';
import type { Camera } from './marker-painter.ts';

interface Pick {
  /** A point of the screen. */
  readonly x: number;
  readonly y: number;
  readonly reachPx: number;
  readonly pageMs: number;
  readonly shown?: (vehicle: Vehicle) => boolean;
}

/** The vehicle drawn closest to a point of the screen, within a finger's reach; undefined when there is none. */
export function vehicleAt(
  store: FleetStore,
  camera: Camera,
  { x, y, reachPx, pageMs, shown = () => true }: Pick,
): Vehicle | undefined {
  let best: Vehicle | undefined;
  let bestPx = reachPx;
  for (const vehicle of store.all()) {
    const [vx, vy] = toScreen(camera, shownAt(vehicle.glide, pageMs));
    const distance = Math.hypot(vx - x, vy - y);
    if (distance < bestPx && shown(vehicle)) [best, bestPx] = [vehicle, distance];
  }
  return best;
}
