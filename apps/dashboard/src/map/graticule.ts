import type { BoundingBox } from '@waycast/geo';
import type { GeoJson } from './geo-json.ts';

/** Steps in degrees, from a hemisphere down to a street. */
const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002] as const;
const LINES_MAX = 14;

/** Meridians and parallels across a view: something to see distance by where there is no map. */
export function graticule([west, south, east, north]: BoundingBox): GeoJson {
  const span = Math.max(east - west, north - south);
  const step = STEPS.findLast((candidate) => span / candidate <= LINES_MAX) ?? STEPS[0];
  const coordinates: [number, number][][] = [];
  const [top, bottom] = [Math.min(85, north + step), Math.max(-85, south - step)];
  for (let i = Math.floor(west / step); i <= Math.ceil(east / step); i++) {
    coordinates.push([
      [i * step, bottom],
      [i * step, top],
    ]);
  }
  for (let i = Math.floor(bottom / step); i <= Math.ceil(top / step); i++) {
    coordinates.push([
      [west - step, i * step],
      [east + step, i * step],
    ]);
  }
  return { type: 'MultiLineString', coordinates };
}
