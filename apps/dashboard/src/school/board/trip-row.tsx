import { TriangleAlert } from 'lucide-react';
import type { RowPlace } from '../../list/grouped-list.tsx';
import { GroupedRowFrame } from '../../list/grouped-row.tsx';
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
  readonly place: RowPlace;
}

/** One trip: which, how it keeps its time, where it goes next, and who is on it. */
export function TripRow({ trip, nowMs, timeZone, place }: TripRowProps) {
  const running = trip.status === 'IN_PROGRESS';
  const delay = delayOf(trip.delayS);
  const [alert] = trip.alerts;
  return (
    <GroupedRowFrame
      place={place}
      start={shortClockIn(Date.parse(trip.scheduledStart), timeZone)}
      name={trip.name}
      second={nextStopWords(trip, nowMs, timeZone)}
      third={
        alert === undefined ? (
          [trip.vehicleId ?? 'no vehicle', boardingWords(trip)].join(' · ')
        ) : (
          <span className={styles.flag}>
            <TriangleAlert size={12} aria-hidden /> {flagWords(alert).what}
            {trip.alerts.length > 1 && ` and ${trip.alerts.length - 1} more`}
          </span>
        )
      }
    >
      <span className={styles.delay} data-kind={running ? delay.kind : 'unknown'}>
        {running ? (delay.kind === 'unknown' ? '' : delay.words) : statusWords(trip.status)}
      </span>
    </GroupedRowFrame>
  );
}
