import type { LatLng } from '@waycast/geo';
import type { FleetStore } from '../fleet/fleet-store.ts';
import type { Look } from './marker-buffer.ts';

/**
 * What a map opens on: the vehicles that it draws, and other places. A fleet has more than a page draws, such as vans far
 * from every taxi; these count where there is nothing else.
 */
export function placesToOpenOn(
  store: Pick<FleetStore, 'all'>,
  look: Look | undefined,
  also: readonly LatLng[],
): LatLng[] {
  const all = store.all();
  const drawn = all.filter((vehicle) => look === undefined || look(vehicle, 'fresh', 'standing') !== null);
  const places = [...drawn.map(({ glide }) => glide.to), ...also];
  return places.length > 0 ? places : all.map(({ glide }) => glide.to);
}
