import type { Order, TaxiDriver } from '@waycast/contract';
import { DetailPanel } from '../../detail/detail-panel.tsx';
import { FactList } from '../../detail/fact-list.tsx';
import detailStyles from '../../detail/vehicle-detail.module.css';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { useNow } from '../../shell/use-now.ts';
import { agoText } from '../../words/age.ts';
import { countText } from '../../words/figures.ts';
import { useOrderEta } from '../api/use-orders.ts';
import { etaLines } from '../words/eta-words.ts';
import { countdownText, endWords, groupOf, placeText, statusWords, wayText } from '../words/order-words.ts';
import styles from './board.module.css';
import { OrderActions } from './order-actions.tsx';
import { OrderTimeline } from './order-timeline.tsx';

interface OrderPanelProps {
  readonly order: Order | undefined;
  readonly viewers: number | undefined;
  readonly drivers: readonly TaxiDriver[];
  readonly error: Error | null;
  readonly onClose: () => void;
}

/** The order that is open beside the board. */
export function OrderPanel({ order, viewers, drivers, error, onClose }: OrderPanelProps) {
  return (
    <DetailPanel
      label={`Order ${order?.orderId ?? ''}`}
      name={order === undefined ? 'Order' : wayText(order)}
      id={order?.orderId}
      onClose={onClose}
    >
      {order === undefined ? (
        <p className={detailStyles.note}>{error?.message ?? 'Reading the order …'}</p>
      ) : (
        <div className={detailStyles.body}>
          <Headline order={order} viewers={viewers} />
          <Eta order={order} />
          <OrderActions order={order} drivers={drivers} />
          <Facts order={order} />
          <OrderTimeline order={order} />
        </div>
      )}
    </DetailPanel>
  );
}

/** How it stands, in a sentence. */
function Headline({ order, viewers }: Pick<OrderPanelProps, 'viewers'> & { readonly order: Order }) {
  const { clock } = useLiveFleet();
  const nowMs = clock.at(useNow());
  const { status, createdAt, expiresAt, driverId } = order;
  const group = groupOf(status);
  if (group === 'ended') return <p>{endWords(order)}</p>;
  if (group === 'active')
    return (
      <p>
        <strong>{statusWords(status)}</strong> · {driverId}
      </p>
    );
  return (
    <p role="status">
      <strong>{countdownText(expiresAt, nowMs)}</strong> · ordered {agoText(nowMs - Date.parse(createdAt))} ·{' '}
      {viewers === undefined || viewers === 0
        ? 'no driver looks at it'
        : countText(viewers, 'driver looks at it', 'drivers look at it')}
    </p>
  );
}

/** When the driver is there; its age is told beside it. */
function Eta({ order }: { readonly order: Order }) {
  const timeZone = useTimeZone();
  const { clock } = useLiveFleet();
  const nowMs = clock.at(useNow());
  const moving = order.status === 'ACCEPTED' || order.status === 'IN_PROGRESS';
  const { data, error } = useOrderEta(order.orderId, moving);
  if (!moving) return null;
  if (data === undefined) return error === null ? null : <p className={styles.stale}>{error.message}</p>;
  const lines = etaLines(data, { nowMs, timeZone });
  if (lines === null) return <p className={styles.eta}>No estimate: the car has sent no position yet.</p>;
  const target = data.to === 'dropoff' ? order.dropoff : order.pickup;
  return (
    <p className={styles.eta}>
      <strong>{lines.headline}</strong>
      <span>
        {target === null ? '' : `${placeText(target)} · `}
        {lines.detail}
      </span>
    </p>
  );
}

function Facts({ order }: { readonly order: Order }) {
  const { pickup, dropoff, riderId, driverId, vehicleId, note, passengers } = order;
  const facts: [string, string | null][] = [
    ['Pick-up', placeText(pickup)],
    ['Drop-off', dropoff === null ? 'told on the way' : placeText(dropoff)],
    ['Rider', riderId ?? 'ordered by the office'],
    ['Passengers', String(passengers)],
    ['Note', note],
    ['Driver', driverId],
    ['Car', vehicleId],
  ];
  return <FactList facts={facts} />;
}
