import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import type { StopToFind } from '@waycast/server/evaluate-arrivals';
import type { Told } from './told.ts';

/*
 * What well-known trackers do, for comparison: each fix by itself against each circle. They know neither the order of
 * the stops nor what a fix's error is.
 */

/** Inside now, outside before; and the other way round. */
export function insideNow(fixes: readonly Fix[], stops: readonly StopToFind[]): Told[] {
  return stops.flatMap((stop) => {
    const isInside = (fix: Fix) => distanceM(fix, stop) <= stop.radiusM;
    return changesOf(fixes, stop, (fix, inside) => (isInside(fix) === inside ? undefined : fix.time));
  });
}

const OUT = 1.4;

/** In within the radius, out beyond 1.4 of it, each by two fixes in a row; it counts from the first of them. */
export function twoInARow(fixes: readonly Fix[], stops: readonly StopToFind[]): Told[] {
  return stops.flatMap((stop) => {
    let since: number | undefined;
    return changesOf(fixes, stop, (fix, inside) => {
      const distance = distanceM(fix, stop);
      const says = inside ? distance > OUT * stop.radiusM : distance <= stop.radiusM;
      const first = since;
      since = says && first === undefined ? fix.time : undefined;
      return says ? first : undefined;
    });
  });
}

/** `changed` answers when the vehicle came, or left if it was inside; undefined: neither. */
function changesOf(
  fixes: readonly Fix[],
  { sequence }: StopToFind,
  changed: (fix: Fix, inside: boolean) => number | undefined,
): Told[] {
  const told: Told[] = [];
  let inside = false;
  for (const fix of fixes) {
    const at = changed(fix, inside);
    if (at === undefined) continue;
    inside = !inside;
    told.push({ sequence, action: inside ? 'ARRIVED' : 'DEPARTED', at });
  }
  return told;
}
