import { createRandom } from '@waycast/geo';
import { expect, test } from 'vitest';
import { matchOrders, type PairCost } from '../../../src/modules/taxi/dispatch/match-orders.ts';

type Costs = readonly (readonly PairCost[])[];

interface Best {
  readonly pairs: number;
  readonly total: number;
}

/** The best of all ways, each tried. */
function byTrying(costs: Costs, order = 0, taken: ReadonlySet<number> = new Set()): Best {
  if (order === costs.length) return { pairs: 0, total: 0 };
  let best = byTrying(costs, order + 1, taken);
  for (const [driver, cost] of (costs[order] ?? []).entries()) {
    if (cost === undefined || taken.has(driver)) continue;
    const rest = byTrying(costs, order + 1, new Set([...taken, driver]));
    const [pairs, total] = [rest.pairs + 1, rest.total + cost];
    if (pairs > best.pairs || (pairs === best.pairs && total < best.total)) best = { pairs, total };
  }
  return best;
}

function resultOf(costs: Costs, matched: readonly (number | undefined)[]): Best {
  const pairs = matched.flatMap((driver, order) =>
    driver === undefined ? [] : [costs[order]?.[driver] ?? NaN],
  );
  return { pairs: pairs.length, total: pairs.reduce((sum, cost) => sum + cost, 0) };
}

test('of 600 random windows, each gets as many pairs as can be, at the least total', () => {
  const random = createRandom(11);
  const upTo = (most: number): number => Math.floor(random.between(1, most + 1));
  for (let window = 0; window < 600; window += 1) {
    const [orders, drivers, hole] = [upTo(6), upTo(6), random.next() * 0.7];
    const costs: Costs = Array.from({ length: orders }, () =>
      Array.from({ length: drivers }, () => (random.chance(hole) ? undefined : upTo(30) * 10 - 50)),
    );
    const matched = matchOrders(costs);
    const used = matched.filter((driver) => driver !== undefined);
    expect(new Set(used).size).toBe(used.length);
    expect(resultOf(costs, matched), JSON.stringify(costs)).toEqual(byTrying(costs));
  }
});

test('without drivers, and without ways, nobody is matched', () => {
  expect(matchOrders([])).toEqual([]);
  expect(matchOrders([[], []])).toEqual([undefined, undefined]);
  expect(matchOrders([[undefined], [undefined]])).toEqual([undefined, undefined]);
});
