import { TriangleAlert } from 'lucide-react';
import type { CSSProperties } from 'react';
import { shortClockIn } from '../../words/clock.ts';
import { flagWords } from '../words/alert-words.ts';
import { delayOf } from '../words/delay-words.ts';
import { boardingWords, statusWords } from '../words/trip-words.ts';
import styles from './board.module.css';
import { nextStopWords } from './next-stop-words.ts';
import type { ShownTrip } from './shown-trip.ts';

interface TripRowProps {
  readonly trip: ShownTrip;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly id: string;
  readonly selected: boolean;
  readonly active: boolean;
  readonly style: CSSProperties;
  readonly onOpen: () => void;
}

/** One trip: which, how it keeps its time, where it goes next, and who is on it. */
export function TripRow({ trip, nowMs, timeZone, id, selected, active, style, onOpen }: TripRowProps) {
  const running = trip.status === 'IN_PROGRESS';
  const delay = delayOf(trip.delayS);
  const [alert] = trip.alerts;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keyboard; rows are its options
    <div
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      className={styles.row}
      data-active={active}
      data-selected={selected}
      style={style}
      onClick={onOpen}
    >
      <span className={styles.start}>{shortClockIn(Date.parse(trip.scheduledStart), timeZone)}</span>
      <span className={styles.words}>
        <span className={styles.name} title={trip.name}>
          {trip.name}
        </span>
        <span className={styles.next}>{nextStopWords(trip, nowMs, timeZone)}</span>
        <span className={styles.third}>
          {alert !== undefined && (
            <span className={styles.flag}>
              <TriangleAlert size={12} aria-hidden /> {flagWords(alert).what}
              {trip.alerts.length > 1 && ` and ${trip.alerts.length - 1} more`}
            </span>
          )}
          {alert === undefined && [trip.vehicleId ?? 'no vehicle', boardingWords(trip)].join(' · ')}
        </span>
      </span>
      <span className={styles.delay} data-kind={running ? delay.kind : 'unknown'}>
        {running ? (delay.kind === 'unknown' ? '' : delay.words) : statusWords(trip.status)}
      </span>
    </div>
  );
}
