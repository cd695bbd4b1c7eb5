import type { TaxiSettings } from '@waycast/contract';
import type { FenceShape } from '@waycast/geo';
import type { DrawnFence } from '../../map/fence-layers.ts';

type Area = TaxiSettings['serviceAreas'][number];

/** An area as fences are drawn; its place in the list is its id. */
export function fenceOf({ ring }: Area, index: number): DrawnFence & { readonly shape: FenceShape } {
  const outer = ring.slice(0, -1).map(([longitude, latitude]) => ({ latitude, longitude }));
  return { id: String(index), shape: { type: 'polygon', outer } };
}

/** A drawn shape as the ring of an area; null for what is no polygon. */
export function ringOf(shape: FenceShape | null): Area['ring'] | null {
  if (shape?.type !== 'polygon') return null;
  const corners = shape.outer.map(({ longitude, latitude }): [number, number] => [longitude, latitude]);
  const [first] = corners;
  return first === undefined ? null : [...corners, first];
}
