import munkres from 'munkres';

/**
 * Stands for a pair that cannot be: more than any sum of pick-up times, so that as many orders as possible get a driver
 * before the total counts. The library takes Infinity too, but then the number of pairs is not what it looks at first.
 */
const IMPOSSIBLE = 1e9;

/** Seconds of one pair of an order and a driver; undefined: it cannot be. */
export type PairCost = number | undefined;

/**
 * Gives each order at most one driver and each driver at most one order: as many pairs as can be, and of all such ways
 * the one with the least total. `costs` has a row for each order and in it one cost for each driver; resolves to the
 * driver's column for each order, or undefined. Costs may be negative. O(n²m) for n of the fewer and m of the more.
 */
export function matchOrders(costs: readonly (readonly PairCost[])[]): (number | undefined)[] {
  const drivers = costs[0]?.length ?? 0;
  if (drivers === 0) return costs.map(() => undefined);
  const matched: (number | undefined)[] = costs.map(() => undefined);
  for (const [order, driver] of munkres(costs.map((row) => row.map((cost) => cost ?? IMPOSSIBLE))))
    if (costs[order]?.[driver] !== undefined) matched[order] = driver;
  return matched;
}
