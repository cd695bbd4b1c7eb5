import type { Order } from '@waycast/contract';
import { lazy, Suspense, useMemo } from 'react';
import { useFollowedVehicle } from '../../fleet/use-followed-vehicle.ts';
import { useServerClock } from '../../fleet/use-server-clock.ts';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { Button } from '../../shell/button.tsx';
import { LostBanner } from '../../shell/lost-banner.tsx';
import { PhoneHead } from '../../shell/phone-head.tsx';
import { useNow } from '../../shell/use-now.ts';
import { COUNTDOWN_MAX_AGE_MS } from '../../words/eta-text.ts';
import { newer, useFollowedOrder } from '../api/follow-order.ts';
import { useOrder, useOrderEta } from '../api/use-orders.ts';
import { drawnOrder } from '../map/drawn-orders.ts';
import { groupOf, lifeLeft, wayText } from '../words/order-words.ts';
import { RideActions } from './ride-actions.tsx';
import { rideWords } from './ride-words.ts';
import styles from './rider.module.css';

const TaxiMap = lazy(async () => ({ default: (await import('../map/taxi-map.tsx')).TaxiMap }));
const REPORT_INTERVAL_MS = 15_000;

interface RidePageProps {
  readonly orderId: string;
  readonly onNew: () => void;
  readonly onOrder: (orderId: string) => void;
}

/** One ride from its order to its end: reloaded or reconnected, it goes on where it is. */
export function RidePage({ orderId, onNew, onOrder }: RidePageProps) {
  const read = useOrder(orderId);
  const followed = useFollowedOrder(orderId);
  const order = read.data === undefined ? followed.order : newer(read.data, followed.order);
  return (
    <main className={styles.page}>
      {order !== undefined && <RideMap order={order} />}
      <LostBanner readAtMs={read.dataUpdatedAt} failed={read.error !== null && read.data !== undefined} />
      <section className={styles.card} aria-label="Your ride">
        <PhoneHead title="Ride" />
        {order === undefined ? (
          <>
            <p role="status">{read.error?.message ?? 'Asking the server …'}</p>
            <Button onClick={onNew}>Order a ride</Button>
          </>
        ) : (
          <Ride order={order} onNew={onNew} onOrder={onOrder} />
        )}
      </section>
    </main>
  );
}

function Ride({ order, ...acts }: Omit<RidePageProps, 'orderId'> & { readonly order: Order }) {
  const timeZone = useTimeZone();
  const clock = useServerClock();
  const nowMs = clock.at(useNow());
  const moving = order.status === 'ACCEPTED' || order.status === 'IN_PROGRESS';
  const eta = useOrderEta(order.orderId, moving).data;
  const { headline, detail } = rideWords(order, moving ? eta : undefined, { nowMs, timeZone });
  const old = eta?.positionAt != null && nowMs - Date.parse(eta.positionAt) > COUNTDOWN_MAX_AGE_MS;
  return (
    <>
      <div role="status">
        <p className={styles.headline} data-old={moving && old}>
          {headline}
        </p>
        <p className={styles.hint}>{detail}</p>
      </div>
      {groupOf(order.status) === 'open' && (
        <progress
          className={styles.progress}
          aria-label="Time that drivers still have"
          value={lifeLeft(order.createdAt, order.expiresAt, nowMs)}
        />
      )}
      <p className={styles.way}>{wayText(order)}</p>
      <RideActions order={order} {...acts} />
    </>
  );
}

/** The ride, and its car while the server lets it be followed. */
function RideMap({ order }: { readonly order: Order }) {
  const { now } = useServerClock();
  const vehicleId = groupOf(order.status) === 'active' ? order.vehicleId : null;
  const { store, vehicle } = useFollowedVehicle(vehicleId);
  const at = vehicle?.glide.to;
  const drawn = useMemo(() => [drawnOrder(order, true, () => at)], [order, at]);
  const live = useMemo(() => ({ store, serverNow: now, reportIntervalMs: REPORT_INTERVAL_MS }), [store, now]);
  const known = at !== undefined;
  const view = useMemo(() => {
    const { orderId, pickup, dropoff, status } = order;
    const ahead = status === 'ACCEPTED' ? [pickup] : status === 'IN_PROGRESS' ? [dropoff] : [pickup, dropoff];
    return { key: `${orderId} ${status} ${known}`, places: [...ahead, at].filter((one) => one != null) };
  }, [order, known, at]);
  return (
    <div className={styles.map}>
      <Suspense>
        <TaxiMap live={live} orders={drawn} selectedId={vehicleId ?? undefined} view={view} />
      </Suspense>
    </div>
  );
}
