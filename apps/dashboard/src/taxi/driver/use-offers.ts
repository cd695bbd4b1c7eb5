import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DriverOffers, Order } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useCallback, useEffect, useState } from 'react';
import type { ServerClock } from '../../fleet/server-clock.ts';
import { useLiveValues } from '../../fleet/use-live-values.ts';
import { followOrders, newer } from '../api/follow-order.ts';
import { useTaxiSettings } from '../settings/use-taxi-settings.ts';
import { followNews } from './driver-news.ts';
import { type Departure, departureOf } from './offer-cards.ts';

const READ_EVERY_MS = 10_000;
/** More cards than this no driver reads. */
const OPEN_MAX = 50;
const GONE_MAX = 500;
const OFFERS = ['taxi', 'offers'];
const OPEN = ['taxi', 'open'];

/** What this driver is offered and has, read now and then and told by the server between. */
export function useDriverOffers(driverId: string | undefined) {
  const { connection } = useRealtimeConnection();
  const queries = useQueryClient();
  const take = useCallback(
    (told: DriverOffers) =>
      queries.setQueryData<DriverOffers>(OFFERS, (known) =>
        known === undefined || known.timestamp <= told.timestamp ? told : known,
      ),
    [queries],
  );
  useEffect(() => {
    if (driverId === undefined) return undefined;
    const subscription = connection.subscribe(`offers:${driverId}`, {
      event: take,
      onError: (error) => console.warn('Offers show with a delay.', error),
    });
    return () => subscription.close();
  }, [connection, driverId, take]);
  return useQuery({
    queryKey: OFFERS,
    queryFn: ({ signal }) => connection.http.driverOffers({ signal }),
    refetchInterval: READ_EVERY_MS,
    refetchOnWindowFocus: true,
    staleTime: 0,
    retry: false,
  });
}

interface OpenOrders {
  readonly open: readonly Order[];
  readonly gone: ReadonlyMap<string, Departure>;
  /** An order cannot be accepted any more, as this driver was told when it tried. */
  readonly leave: (orderId: string, why: string) => void;
}

const NONE: readonly Order[] = [];

/** Orders that any driver may accept, where the tenant offers them to all, and which of them are gone. */
export function useOpenOrders(
  driverId: string | undefined,
  wanted: boolean,
  { now }: ServerClock,
): OpenOrders {
  const { connection } = useRealtimeConnection();
  const queries = useQueryClient();
  const settings = useTaxiSettings();
  const enabled = wanted && settings.data?.offers === 'broadcast';
  const { data: read = NONE } = useQuery({
    queryKey: OPEN,
    queryFn: async ({ signal }) =>
      (await connection.http.listOrders({ status: 'open', limit: OPEN_MAX }, { signal })).items,
    enabled,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
  const [gone, setGone] = useState<ReadonlyMap<string, Departure>>(new Map());
  const leave = useCallback(
    (orderId: string, why: string) =>
      setGone((known) =>
        known.has(orderId)
          ? known
          : new Map([...known, [orderId, { why, atMs: now() }] as const].slice(-GONE_MAX)),
      ),
    [now],
  );
  useEffect(
    () =>
      followNews(connection, {
        onOrder: (order) =>
          queries.setQueryData<Order[]>(OPEN, (known = []) =>
            [...known.filter(({ orderId }) => orderId !== order.orderId), order].slice(-OPEN_MAX),
          ),
        onTaken: (orderId, winner) =>
          leave(orderId, departureOf({ status: 'ACCEPTED', driverId: winner || null }, driverId ?? '') ?? ''),
      }),
    [connection, queries, leave, driverId],
  );
  const open = enabled ? read : NONE;
  useDepartures(open, driverId, leave);
  return { open, gone, leave };
}

/** What is cancelled or expires is told to those who follow it. */
function useDepartures(
  open: readonly Order[],
  driverId: string | undefined,
  leave: OpenOrders['leave'],
): void {
  const live = useLiveValues(
    open.map(({ orderId }) => orderId),
    followOrders,
  );
  const changed = live.revision;
  useEffect(() => {
    void changed;
    for (const order of open) {
      const why = departureOf(newer(order, live.get(order.orderId)?.order), driverId ?? '');
      if (why !== undefined) leave(order.orderId, why);
    }
  }, [open, live, changed, driverId, leave]);
}
