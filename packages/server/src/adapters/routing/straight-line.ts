import { distanceM } from '@waycast/geo';
import type { Routing, Way } from '../../ports/routing.ts';

/** Roads are usually this much longer than the straight line between their ends. */
const DETOUR = 1.4;
/** Metres a second in a town, lights and traffic included: 25 km/h. */
const PACE_MPS = 25 / 3.6;

type Ways = Awaited<ReturnType<Routing['ways']>>;
type Points = Parameters<Routing['ways']>[0];

/** Ways as the crow flies, 1.4 times as long, at 25 km/h. */
export function straightWays(from: Points, to: Points): Ways {
  return { method: 'straight-line', ways: from.map((start) => to.map((end) => straightWay(start, end))) };
}

/** For servers without ROUTING_URL. */
export const straightLine: Routing = { ways: async (from, to) => straightWays(from, to) };

function straightWay(start: Points[number], end: Points[number]): Way {
  const metres = distanceM(start, end) * DETOUR;
  return { durationS: metres / PACE_MPS, distanceM: metres };
}
