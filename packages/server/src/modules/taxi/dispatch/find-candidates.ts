import type { TaxiSettings } from '@waycast/contract';
import type { Offers } from '../../../ports/offers.ts';
import type { Orders, StoredOrder } from '../../../ports/orders.ts';
import type { TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import type { Cars } from './cars.ts';
import type { ConnectedDrivers } from './connected-drivers.ts';
import type { Near } from './nearest-drivers.ts';
import { type OrderPast, pastOf, reachOf, wider } from './rounds.ts';

/** Drivers looked at for each one that is asked: the nearest as the crow flies need not be the best. */
const LOOKED_AT_FOR_EACH = 3;
const LEAST_LOOKED_AT = 20;

export interface FindCandidatesParts {
  readonly orders: Pick<Orders, 'timeline'>;
  readonly offers: Pick<Offers, 'driversOf'>;
  readonly taxiDrivers: Pick<TaxiDrivers, 'freeAmong'>;
  readonly cars: Cars;
  readonly connected: ConnectedDrivers;
}

/** A driver near an order that is free, as the database has just said. */
export interface FreeDriver extends Near {
  /** Epoch ms. */
  readonly idleSince: number;
}

export interface OrderSearch {
  readonly order: StoredOrder;
  readonly reachM: number;
  readonly past: OrderPast;
  readonly near: readonly FreeDriver[];
}

const NOTHING = { past: { rounds: 0, asked: new Set<string>() }, excluded: new Set<string>() } as const;

/**
 * Who could be offered each order: free, connected, with a fresh position, within the reach of the order's next round.
 * Where that holds nobody who was not asked before, it is doubled at once; with nobody at all, those asked before. Only
 * those whom `isFree` lets through.
 */
export async function findCandidates(
  parts: FindCandidatesParts,
  tenant: string,
  orders: readonly StoredOrder[],
  settings: TaxiSettings,
  isFree: (driverId: string) => boolean = () => true,
): Promise<OrderSearch[]> {
  const cars = await parts.cars.of(tenant);
  const there = await parts.connected.of(tenant);
  const count = Math.max(LEAST_LOOKED_AT, LOOKED_AT_FOR_EACH * settings.driversPerRound);
  const pasts = await Promise.all(orders.map((order) => pastAndExcluded(parts, order)));
  const found = orders.map((order, index) => {
    const { past, excluded } = pasts[index] ?? NOTHING;
    const search = (reachM: number, fits: (driverId: string) => boolean) =>
      cars.freeNear(
        order.pickup,
        count,
        reachM,
        (id) => there.has(id) && isFree(id) && !excluded.has(id) && fits(id),
      );
    const { reachM, near } = searchWider(past, settings, search);
    return { order, past, reachM, near };
  });
  return withFree(parts, tenant, found);
}

function searchWider(
  { rounds, asked }: OrderPast,
  settings: TaxiSettings,
  search: (reachM: number, fits: (driverId: string) => boolean) => Near[],
): { reachM: number; near: Near[] } {
  const isNew = (driverId: string): boolean => !asked.has(driverId);
  let reachM = reachOf(rounds, settings);
  let near = search(reachM, isNew);
  for (
    let next = wider(reachM, settings);
    near.length === 0 && next !== undefined;
    next = wider(next, settings)
  ) {
    reachM = next;
    near = search(reachM, isNew);
  }
  if (near.length >= settings.driversPerRound || asked.size === 0) return { reachM, near };
  return { reachM, near: [...near, ...search(reachM, (driverId) => asked.has(driverId))] };
}

async function pastAndExcluded({ orders, offers }: FindCandidatesParts, order: StoredOrder) {
  if (order.round === 0) return NOTHING;
  const [timeline, { declined, open }] = await Promise.all([
    orders.timeline(order.tenant, order.orderId),
    offers.driversOf(order.tenant, order.orderId),
  ]);
  return { past: pastOf(timeline), excluded: new Set([...declined, ...open]) };
}

/** Leaves those whom the database calls free: what is known here may be some seconds old. */
async function withFree(
  { taxiDrivers }: FindCandidatesParts,
  tenant: string,
  found: readonly (Omit<OrderSearch, 'near'> & { readonly near: readonly Near[] })[],
): Promise<OrderSearch[]> {
  const ids = [...new Set(found.flatMap(({ near }) => near.map(({ id }) => id)))];
  const shifts = ids.length === 0 ? [] : await taxiDrivers.freeAmong(tenant, ids);
  const idleSince = new Map(shifts.map((shift) => [shift.driverId, shift.idleSince]));
  return found.map((search) => ({
    ...search,
    near: search.near.flatMap((one) => {
      const since = idleSince.get(one.id);
      return since === undefined ? [] : [{ ...one, idleSince: since }];
    }),
  }));
}
