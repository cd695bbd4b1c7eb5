import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type HttpApi, WaycastError } from '@waycast/client';
import type { DriverOffers, Order, OrderStatus, ShiftInput } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { repeat } from '../api/repeat.ts';

/** What a driver does to the order that it has, or is to have. */
export type RideAct =
  | { readonly kind: 'accept'; readonly orderId: string; readonly vehicleId: string }
  | { readonly kind: 'decline' | 'arrive' | 'start' | 'complete'; readonly orderId: string }
  | { readonly kind: 'release'; readonly orderId: string; readonly reason: string };

/** Where an act leaves an order: found there after a lost reply, the act had come through. */
const LEADS_TO: Readonly<Partial<Record<RideAct['kind'], OrderStatus>>> = {
  arrive: 'ARRIVING',
  start: 'IN_PROGRESS',
  complete: 'COMPLETED',
};

/** Acts of a driver. A lost reply is asked for again, for as long as a driver would wait; each does no harm twice. */
export function useRideAct() {
  const { http } = useRealtimeConnection().connection;
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (act: RideAct) => doAct(http, act),
    onSettled: () => queries.invalidateQueries({ queryKey: ['taxi'] }),
    onSuccess: (order, { kind }) => {
      if (kind !== 'decline')
        queries.setQueryData<DriverOffers>(['taxi', 'offers'], (known) => known && withOrder(known, order));
    },
  });
}

async function doAct(http: HttpApi, act: RideAct): Promise<Order> {
  const at = { id: act.orderId };
  try {
    return await repeat((signal) => {
      switch (act.kind) {
        case 'accept':
          return http.acceptOrder(at, { vehicleId: act.vehicleId }, { signal });
        case 'decline':
          return http.declineOrder(at, {}, { signal });
        case 'arrive':
          return http.arriveOrder(at, {}, { signal });
        case 'start':
          return http.startOrder(at, {}, { signal });
        case 'complete':
          return http.completeOrder(at, {}, { signal });
        case 'release':
          return http.releaseOrder(at, { reason: act.reason }, { signal });
        default:
          return act satisfies never;
      }
    });
  } catch (error) {
    const wanted = LEADS_TO[act.kind];
    if (wanted === undefined || !(error instanceof WaycastError) || error.code !== 'conflict') throw error;
    const order = await http.order(at);
    if (order.status !== wanted) throw error;
    return order;
  }
}

/** What the driver has after an act: news may come later than the answer. */
export function withOrder(known: DriverOffers, order: Order): DriverOffers {
  const has =
    order.driverId === known.driverId && ['ACCEPTED', 'ARRIVING', 'IN_PROGRESS'].includes(order.status);
  const offers = known.offers.filter(({ orderId }) => orderId !== order.orderId);
  if (!has && known.order?.orderId !== order.orderId) return { ...known, offers };
  return { ...known, offers, order: has ? order : null, state: has ? 'busy' : 'free' };
}

/** Begins, pauses and ends the shift. */
export function useShiftChange() {
  const { http } = useRealtimeConnection().connection;
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (shift: ShiftInput) => repeat((signal) => http.setShift(shift, { signal })),
    onSuccess: ({ state }) =>
      queries.setQueryData<DriverOffers>(['taxi', 'offers'], (known) => known && { ...known, state }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['taxi', 'offers'] }),
  });
}
