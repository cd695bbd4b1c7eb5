import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect } from 'react';
import { Connected } from '../../session/connected.tsx';
import { useSearchState } from '../../shell/search-state.ts';
import { useTitle } from '../../shell/use-title.ts';
import { ChoosePage } from './choose-page.tsx';
import { RidePage } from './ride-page.tsx';

/** The page of riders: order a ride, see it come. */
export function RiderApp() {
  useTitle('Ride · Waycast');
  return (
    <Connected offerToStay>
      <Rider />
    </Connected>
  );
}

interface RiderSearch {
  /** The ride that is on view. */
  readonly order?: string;
}

function Rider() {
  const { search, change } = useSearchState<RiderSearch>();
  const { order } = search;
  const open = (orderId: string | undefined): void => change({ order: orderId }, false);
  const underWay = useRideUnderWay(order === undefined);
  useEffect(() => {
    if (underWay !== undefined && order === undefined) change({ order: underWay }, true);
  });
  if (order === undefined) return <ChoosePage onOrder={open} />;
  return <RidePage key={order} orderId={order} onNew={() => open(undefined)} onOrder={open} />;
}

/** Whoever comes back without the address of a ride finds the one that is not over. */
function useRideUnderWay(wanted: boolean): string | undefined {
  const { http } = useRealtimeConnection().connection;
  const { data } = useQuery({
    queryKey: ['taxi', 'under way'],
    queryFn: async ({ signal }) => {
      const [active, open] = await Promise.all([
        http.listOrders({ status: 'active', limit: 1 }, { signal }),
        http.listOrders({ status: 'open', limit: 1 }, { signal }),
      ]);
      return (active.items[0] ?? open.items[0])?.orderId ?? null;
    },
    enabled: wanted,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return wanted ? (data ?? undefined) : undefined;
}
