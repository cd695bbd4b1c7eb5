import type { Order, TaxiDriver } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { lazy, Suspense, useMemo } from 'react';
import { useFleetRevision, useLiveFleet } from '../../fleet/live-fleet.tsx';
import type { Padding } from '../../map/use-camera-moves.ts';
import { newer } from '../api/follow-order.ts';
import { type DrawnOrder, drawnOrder } from '../map/drawn-orders.ts';
import { lookBy } from '../words/driver-words.ts';
import { groupOf } from '../words/order-words.ts';
import type { LiveOrders } from './live-orders.ts';
import type { PlaceDraft } from './new-order-panel.tsx';

const TaxiMap = lazy(async () => ({ default: (await import('../map/taxi-map.tsx')).TaxiMap }));

interface BoardMapProps {
  readonly orders: readonly Order[];
  readonly live: LiveOrders;
  readonly drivers: readonly TaxiDriver[];
  /** Orders or drivers are still to come. */
  readonly loading: boolean;
  readonly chosen: Order | undefined;
  /** Places that are being chosen; null: none are. */
  readonly draft: PlaceDraft | null;
  readonly padding: Padding;
  readonly onDraft: (draft: PlaceDraft) => void;
  readonly onOrder: (orderId: string) => void;
}

/** Drivers and orders; a click opens one, or chooses a place for a new one. */
export function BoardMap(props: BoardMapProps) {
  const { orders, live, drivers, loading, chosen, draft, padding, onDraft, onOrder } = props;
  const { store, clock, reportIntervalMs } = useLiveFleet();
  const look = useMemo(() => lookBy(drivers), [drivers]);
  const vehicles = useMemo(
    () => ({ store, serverNow: clock.now, reportIntervalMs, look }),
    [store, clock, reportIntervalMs, look],
  );
  const drawn = useDrawn(orders, live, chosen, draft);
  const car = drivers.find(({ driverId }) => driverId === chosen?.driverId)?.vehicleId ?? chosen?.vehicleId;
  const view = useView(chosen, chosen?.vehicleId ?? undefined);
  return (
    <Suspense>
      <TaxiMap
        live={vehicles}
        orders={drawn}
        selectedId={car ?? undefined}
        view={view}
        padding={padding}
        around={drivers.flatMap(({ location }) => location ?? [])}
        loading={loading}
        choosing={draft !== null}
        onClick={({ orderId, vehicleId, place }) => {
          if (draft !== null) return onDraft(placed(draft, place));
          const found = orderId ?? orders.find((order) => isWith(order, vehicleId))?.orderId;
          if (found !== undefined) onOrder(found);
        }}
      />
    </Suspense>
  );
}

function isWith({ status, vehicleId }: Order, id: string | undefined): boolean {
  return id !== undefined && vehicleId === id && groupOf(status) === 'active';
}

function placed(draft: PlaceDraft, place: LatLng): PlaceDraft {
  return draft.next === 'pickup'
    ? { ...draft, pickup: place, next: 'dropoff' }
    : { ...draft, dropoff: place };
}

/** Orders that are not over, the open one whatever it is, and the one that is being made. */
function useDrawn(
  orders: readonly Order[],
  live: LiveOrders,
  chosen: Order | undefined,
  draft: PlaceDraft | null,
): readonly DrawnOrder[] {
  const { store } = useLiveFleet();
  const moved = useFleetRevision(store);
  const changed = live.revision;
  return useMemo(() => {
    void moved;
    void changed;
    const carAt = (id: string): LatLng | undefined => store.get(id)?.glide.to;
    const drawn = orders
      .map((order) => newer(order, live.get(order.orderId)?.order))
      .filter(({ orderId, status }) => groupOf(status) !== 'ended' && orderId !== chosen?.orderId)
      .map((order) => drawnOrder(order, false, carAt));
    if (chosen !== undefined) drawn.push(drawnOrder(chosen, true, carAt));
    if (draft !== null) drawn.push({ ...draft, id: '', car: null, to: null, chosen: true });
    return drawn;
  }, [orders, live, chosen, draft, store, moved, changed]);
}

/** The map moves once to each order that is opened, and again when somebody takes it. */
function useView(chosen: Order | undefined, vehicleId: string | undefined) {
  const { store } = useLiveFleet();
  return useMemo(() => {
    if (chosen === undefined) return undefined;
    const { pickup, dropoff } = chosen;
    const car = vehicleId === undefined ? undefined : store.get(vehicleId)?.glide.to;
    const places = [pickup, dropoff, car].filter((place) => place != null);
    return { key: `${chosen.orderId} ${vehicleId ?? ''}`, places };
  }, [chosen, vehicleId, store]);
}
