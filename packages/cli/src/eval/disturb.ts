import type { Fix } from '@waycast/contract';
import { destination, type LatLng, type Random } from '@waycast/geo';

/**
 * The fixes with errors of a receiver, `sigmaM` metres an axis: normal, and new with each fix, or with `lastsS` wandering
 * (first-order Gauss-Markov: after so many seconds a third of an error is left). It does not tell of them.
 */
export function withNoise(fixes: readonly Fix[], sigmaM: number, random: Random, lastsS = 0): Fix[] {
  if (sigmaM === 0) return [...fixes];
  let [east, north] = [0, 0];
  let before: number | undefined;
  return fixes.map((fix) => {
    const seconds = before === undefined ? Number.POSITIVE_INFINITY : (fix.time - before) / 1000;
    before = fix.time;
    const kept = lastsS === 0 ? 0 : Math.exp(-seconds / lastsS);
    // Two independent normal errors are a direction of any chance and a Rayleigh distance.
    const away = sigmaM * Math.sqrt(-2 * Math.log(1 - random.next()) * (1 - kept * kept));
    const bearing = random.next() * 2 * Math.PI;
    east = kept * east + away * Math.sin(bearing);
    north = kept * north + away * Math.cos(bearing);
    return { ...fix, ...moved(fix, east, north) };
  });
}

function moved(fix: Fix, eastM: number, northM: number): LatLng {
  const bearing = (Math.atan2(eastM, northM) * 180) / Math.PI;
  return destination(fix, bearing, Math.hypot(eastM, northM));
}

/** How far off a fix is that has nothing to do with where the vehicle was. */
const OUTLIER_M = { least: 100, most: 1000 };
/** What such a fix claims. */
const CLAIMED_M = 3;

/** A share of the fixes, but not the first and the last, is somewhere else and claims to be exact. */
export function withOutliers(fixes: readonly Fix[], share: number, random: Random): Fix[] {
  if (share === 0) return [...fixes];
  return fixes.map((fix, index) => {
    const isOut = random.next() < share && index > 0 && index < fixes.length - 1;
    if (!isOut) return fix;
    const away = random.between(OUTLIER_M.least, OUTLIER_M.most);
    return { ...fix, ...destination(fix, random.next() * 360, away), accuracy: CLAIMED_M };
  });
}

/** Fixes at least so many seconds apart, and always the first and the last. */
export function sampled(fixes: readonly Fix[], everyS: number): Fix[] {
  let next = Number.NEGATIVE_INFINITY;
  return fixes.filter(({ time }, index) => {
    if (time < next && index < fixes.length - 1) return false;
    next = time + everyS * 1000;
    return true;
  });
}

/** Each by itself, but a part of the way, as of a phone in a dead spot, comes in one delivery after all others. */
export function partLate(fixes: readonly Fix[], random: Random): Fix[][] {
  const from = Math.floor(random.between(0.1, 0.6) * fixes.length);
  const until = from + Math.ceil(random.between(0.1, 0.3) * fixes.length);
  const others = [...fixes.slice(0, from), ...fixes.slice(until)];
  return [...others.map((fix) => [fix]), fixes.slice(from, until)];
}

/** Each delivery twice: once more after some of those that follow it. */
export function doubled(deliveries: readonly Fix[][], random: Random): Fix[][] {
  const twice = deliveries.flatMap((delivery, at) => [
    { at, delivery },
    { at: at + random.between(0, 20), delivery },
  ]);
  return twice.sort((a, b) => a.at - b.at).map(({ delivery }) => delivery);
}

/** In any order, and in deliveries of up to so many. */
export function shuffled(fixes: readonly Fix[], most: number, random: Random): Fix[][] {
  const order = [...fixes];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.between(0, i + 1));
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  const deliveries: Fix[][] = [];
  for (let from = 0; from < order.length; ) {
    const size = Math.max(1, Math.ceil(random.between(0, most)));
    deliveries.push(order.slice(from, from + size));
    from += size;
  }
  return deliveries;
}
