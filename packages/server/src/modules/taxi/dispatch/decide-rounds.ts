import type { TaxiSettings } from '@waycast/contract';
import type { OfferRound } from '../../../ports/offers.ts';
import type { Routing } from '../../../ports/routing.ts';
import { type Candidate, offerTo, pickDrivers, scoreOf } from './candidates.ts';
import type { FreeDriver, OrderSearch } from './find-candidates.ts';
import { matchOrders, type PairCost } from './match-orders.ts';
import type { OpenRounds } from './open-rounds.ts';
import type { StoreTime } from './store-time.ts';

export interface DecideRoundsParts {
  readonly routing: Routing;
  readonly rounds: OpenRounds;
  readonly time: StoreTime;
}

/**
 * The round of each order that somebody is around for, to the best of those; who is picked for one comes after others
 * for the next.
 */
export async function nearestRounds(
  parts: DecideRoundsParts,
  searches: readonly OrderSearch[],
  settings: TaxiSettings,
): Promise<OfferRound[]> {
  const all = await Promise.all(searches.map((search) => candidatesOf(parts, search)));
  const picked = new Set<string>();
  return searches.flatMap((search, index) => {
    const round = roundOf(parts, search, all[index] ?? [], settings, { picked });
    if (round === undefined || round.to === 'all') return [];
    for (const { driverId } of round.to) picked.add(driverId);
    return [round];
  });
}

async function candidatesOf(parts: DecideRoundsParts, { near, order }: OrderSearch): Promise<Candidate[]> {
  const places = near.map(({ place }) => place);
  const { ways } = await parts.routing.ways(places, [order.pickup]);
  return near.map((one, row) => candidate(parts, one, ways[row]?.[0]?.durationS));
}

/**
 * The rounds of orders that came within a window, matched with all drivers around: each order goes to its own driver,
 * as many as can be, at the least total; where drivers are left, also to the best of them. Without a round: an order
 * that got nobody.
 */
export async function matchedRounds(
  parts: DecideRoundsParts,
  searches: readonly OrderSearch[],
  settings: TaxiSettings,
): Promise<OfferRound[]> {
  const drivers = [...new Map(searches.flatMap(({ near }) => near.map((one) => [one.id, one]))).values()];
  const candidates = await everyPair(parts, searches, drivers);
  const costs = candidates.map((row) => row.map((one): PairCost => costOf(one, settings)));
  const matched = matchOrders(costs);
  const taken = new Set(matched.flatMap((column) => drivers[column ?? -1]?.id ?? []));
  return searches.flatMap((search, row) => {
    const mine = candidates[row]?.[matched[row] ?? -1];
    if (mine === undefined) return [];
    const others = (candidates[row] ?? [])
      .filter((one) => one !== undefined)
      .filter(({ driverId }) => !taken.has(driverId));
    const more = roundOf(parts, search, [mine, ...others], settings, { first: mine });
    return more === undefined ? [] : [more];
  });
}

/** A row for each order, in it every driver: undefined where it is out of the order's reach. */
async function everyPair(
  parts: DecideRoundsParts,
  searches: readonly OrderSearch[],
  drivers: readonly FreeDriver[],
): Promise<(Candidate | undefined)[][]> {
  const { ways } = await parts.routing.ways(
    drivers.map(({ place }) => place),
    searches.map(({ order }) => order.pickup),
  );
  return searches.map(({ near }, column) => {
    const byId = new Map(near.map((one) => [one.id, one]));
    return drivers.map(({ id }, row) => {
      const one = byId.get(id);
      return one && candidate(parts, one, ways[row]?.[column]?.durationS);
    });
  });
}

function costOf(one: Candidate | undefined, { idleWeight }: TaxiSettings): PairCost {
  return one?.pickupS === undefined ? undefined : scoreOf(one, idleWeight);
}

function candidate(
  { time }: DecideRoundsParts,
  { id, distanceM, idleSince }: FreeDriver,
  pickupS: number | undefined,
): Candidate {
  return { driverId: id, distanceM, pickupS, idleMs: time.now() - idleSince };
}

/** To the best of the candidates, `first` before all; those who were `picked` for another order last. */
function roundOf(
  { rounds, time }: DecideRoundsParts,
  { order, past, reachM }: OrderSearch,
  candidates: readonly Candidate[],
  settings: TaxiSettings,
  { first, picked }: { readonly first?: Candidate; readonly picked?: ReadonlySet<string> },
): OfferRound | undefined {
  const later = new Set(past.asked);
  // Who is just looking at another order is asked only where others do not suffice.
  for (const { driverId } of candidates)
    if (rounds.has(order.tenant, driverId) || picked?.has(driverId)) later.add(driverId);
  const best = pickDrivers(candidates, later, settings).filter((one) => one !== first);
  const to = (first === undefined ? best : [first, ...best]).slice(0, settings.driversPerRound);
  if (to.length === 0) return undefined;
  const { tenant, orderId, revision, expiresAt } = order;
  const until = Math.min(expiresAt, time.now() + settings.roundS * 1000);
  return { tenant, orderId, revision, to: to.map(offerTo), radiusM: Math.round(reachM), until };
}
