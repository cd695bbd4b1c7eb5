import type { Order } from '@waycast/contract';
import { Eye } from 'lucide-react';
import type { RowPlace } from '../../list/grouped-list.tsx';
import { GroupedRowFrame } from '../../list/grouped-row.tsx';
import { shortAge } from '../../words/age.ts';
import { shortClockIn } from '../../words/clock.ts';
import { countText } from '../../words/figures.ts';
import { countdownText, endWords, groupOf, lifeLeft, placeText, statusWords } from '../words/order-words.ts';
import styles from './board.module.css';

interface OrderRowProps {
  readonly order: Order;
  /** Drivers who look at it now, where that is known. */
  readonly viewers: number | undefined;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly place: RowPlace;
}

/** One order: since when, from where to where, and who has it or how long it may still wait. */
export function OrderRow({ order, viewers, nowMs, timeZone, place }: OrderRowProps) {
  const { status, pickup, dropoff, createdAt, expiresAt } = order;
  const open = groupOf(status) === 'open';
  return (
    <GroupedRowFrame
      place={place}
      start={shortClockIn(Date.parse(createdAt), timeZone)}
      name={placeText(pickup)}
      second={dropoff === null ? 'destination told on the way' : `to ${placeText(dropoff)}`}
      third={<Third order={order} viewers={viewers} />}
    >
      <span className={styles.state} data-group={groupOf(status)}>
        {statusWords(status)}
        {open && (
          <>
            <span className={styles.left}>{countdownText(expiresAt, nowMs)}</span>
            <span className={styles.life} aria-hidden="true">
              <span style={{ transform: `scaleX(${lifeLeft(createdAt, expiresAt, nowMs)})` }} />
            </span>
          </>
        )}
        {groupOf(status) === 'active' && (
          <span className={styles.left}>{shortAge(nowMs - Date.parse(order.acceptedAt ?? createdAt))}</span>
        )}
      </span>
    </GroupedRowFrame>
  );
}

function Third({ order, viewers }: Pick<OrderRowProps, 'order' | 'viewers'>) {
  const { status, driverId, vehicleId, riderId } = order;
  if (groupOf(status) === 'ended' && status !== 'COMPLETED') return endWords(order);
  if (driverId !== null) return [driverId, vehicleId].filter(Boolean).join(' · ');
  return (
    <>
      {riderId === null ? 'ordered by the office' : `for ${riderId}`}
      {viewers !== undefined && viewers > 0 && (
        <span
          className={styles.viewers}
          title={`${countText(viewers, 'driver looks', 'drivers look')} at it`}
        >
          <Eye size={12} aria-hidden /> {viewers}
        </span>
      )}
    </>
  );
}
