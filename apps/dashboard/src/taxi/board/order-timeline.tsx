import type { Order } from '@waycast/contract';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { Problem } from '../../shell/problem.tsx';
import { clockIn } from '../../words/clock.ts';
import { useTimeline } from '../api/use-orders.ts';
import { changeWords } from '../words/change-words.ts';
import styles from './board.module.css';

/** What happened so far, the newest last. */
export function OrderTimeline({ order }: { readonly order: Order }) {
  const timeZone = useTimeZone();
  const { data, error } = useTimeline(order.orderId, order.revision);
  return (
    <section className={styles.timeline} aria-label="What happened">
      {error !== null && <Problem>{error.message}</Problem>}
      <ol>
        {data?.map((event) => (
          <li key={event.offset}>
            <time dateTime={event.at}>{clockIn(Date.parse(event.at), timeZone)}</time>
            <span>{changeWords(event)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
