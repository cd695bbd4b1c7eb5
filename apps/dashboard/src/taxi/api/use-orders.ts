import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HttpApi } from '@waycast/client';
import type { NewOrder, Order } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useCallback, useEffect } from 'react';
import { createBell } from '../../fleet/bell.ts';
import { readAll } from '../../list/read-all.ts';
import { newer } from './follow-order.ts';

/** News comes by itself; all is read again this often. */
const READ_EVERY_MS = 5000;
/** New orders may come by the hundred a second. */
const NEWS_EVERY_MS = 1000;
/** Of orders that are over: enough for a day of most fleets. */
const ENDED_MAX = 2000;

export function useHttp(): HttpApi {
  return useRealtimeConnection().connection.http;
}

/** Every order that is open or active, and the newest that are over. */
export function useOrders() {
  const http = useHttp();
  return useQuery({
    queryKey: ['taxi', 'orders'],
    queryFn: async ({ signal }) => {
      const read = (status: 'open' | 'active' | 'ended', itemsMax = 10_000) =>
        readAll((page) => http.listOrders({ ...page, status }, { signal }), { itemsMax });
      // In the order in which orders move on, so that none is missed between two answers.
      const open = await read('open');
      const active = await read('active');
      return newestOf([...open, ...active, ...(await read('ended', ENDED_MAX))]);
    },
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** Each order once, as it is by its latest revision. */
export function newestOf(orders: readonly Order[]): Order[] {
  const byId = new Map<string, Order>();
  for (const order of orders) byId.set(order.orderId, newer(order, byId.get(order.orderId)));
  return [...byId.values()];
}

/** Drivers on a shift. */
export function useDrivers() {
  const http = useHttp();
  return useQuery({
    queryKey: ['taxi', 'drivers'],
    queryFn: async ({ signal }) => (await http.listTaxiDrivers({ signal })).items,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** One order, read again while it is shown and not over. */
export function useOrder(orderId: string | undefined) {
  const http = useHttp();
  return useQuery({
    queryKey: ['taxi', 'order', orderId],
    queryFn: ({ signal }) => http.order({ id: orderId ?? '' }, { signal }),
    enabled: orderId !== undefined,
    refetchInterval: READ_EVERY_MS,
    refetchOnWindowFocus: true,
    staleTime: 0,
    retry: false,
  });
}

/** What happened to an order up to its revision. */
export function useTimeline(orderId: string, revision: number) {
  const http = useHttp();
  return useQuery({
    queryKey: ['taxi', 'timeline', orderId, revision],
    queryFn: async ({ signal }) => (await http.orderTimeline({ id: orderId }, { signal })).items,
    placeholderData: (before) => (before?.length === 0 ? undefined : before),
    retry: false,
  });
}

/** When the driver is there. */
export function useOrderEta(orderId: string, wanted: boolean) {
  const http = useHttp();
  return useQuery({
    queryKey: ['taxi', 'eta', orderId],
    queryFn: ({ signal }) => http.orderEta({ id: orderId }, { signal }),
    enabled: wanted,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** What an office or a rider does to an order. */
export type OrderAct =
  | { readonly kind: 'create'; readonly order: NewOrder; readonly key: string }
  | { readonly kind: 'assign'; readonly orderId: string; readonly driverId: string }
  | { readonly kind: 'cancel'; readonly orderId: string; readonly reason: string };

/** Does it, and reads again what it changed. */
export function useOrderAct() {
  const http = useHttp();
  const renew = useRenewal();
  return useMutation({
    mutationFn: (act: OrderAct): Promise<Order> => {
      switch (act.kind) {
        case 'create':
          return http.createOrder(act.order, { idempotencyKey: act.key });
        case 'assign':
          return http.assignOrder({ id: act.orderId }, { driverId: act.driverId });
        case 'cancel':
          return http.cancelOrder({ id: act.orderId }, act.reason === '' ? {} : { reason: act.reason });
        default:
          return act satisfies never;
      }
    },
    onSettled: renew,
  });
}

/** Reads orders and drivers again. */
function useRenewal(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    // What is being read is read to its end: news may come faster than answers.
    for (const key of ['orders', 'drivers', 'order', 'eta'])
      void queries.invalidateQueries({ queryKey: ['taxi', key] }, { cancelRefetch: false });
  }, [queries]);
}

/** New and accepted orders are told to all drivers, and those who dispatch hear it too: then all is read at once. */
export function useNewsOfOrders(): void {
  const { connection } = useRealtimeConnection();
  const renew = useRenewal();
  useEffect(() => {
    const bell = createBell(NEWS_EVERY_MS);
    const stop = bell.subscribe(renew);
    const news = connection.subscribe('drivers', {
      event: () => bell.ring(),
      onError: (error) => console.warn('New orders show with a delay.', error),
    });
    return () => {
      stop();
      news.close();
    };
  }, [connection, renew]);
}
