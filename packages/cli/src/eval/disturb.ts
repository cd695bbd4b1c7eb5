import type { Fix } from '@waycast/contract';
import { destination, type Random } from '@waycast/geo';

/** The fixes with errors of a receiver: normal, `sigmaM` metres an axis, new with each fix. It does not tell of them. */
export function withNoise(fixes: readonly Fix[], sigmaM: number, random: Random): Fix[] {
  if (sigmaM === 0) return [...fixes];
  return fixes.map((fix) => {
    // Two independent normal errors are a direction of any chance and a Rayleigh distance.
    const away = sigmaM * Math.sqrt(-2 * Math.log(1 - random.next()));
    return { ...fix, ...destination(fix, random.next() * 360, away) };
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
