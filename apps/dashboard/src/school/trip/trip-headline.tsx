import type { TripSummary } from '@waycast/contract';
import { TriangleAlert } from 'lucide-react';
import { Problem } from '../../shell/problem.tsx';
import { shortClockIn } from '../../words/clock.ts';
import { flagWords } from '../words/alert-words.ts';
import { delayOf } from '../words/delay-words.ts';
import { boardingWords, byWords, statusWords } from '../words/trip-words.ts';
import styles from './trip.module.css';

/** How a trip stands, in words. */
export function TripHeadline({ trip, timeZone }: { readonly trip: TripSummary; readonly timeZone: string }) {
  const clock = (time: string): string => shortClockIn(Date.parse(time), timeZone);
  const { status, startedAt, startedBy, endedAt, endedBy, reason, vehicleId, driverId } = trip;
  return (
    <>
      <p className={styles.headline}>
        <strong>{status === 'IN_PROGRESS' ? delayOf(trip.delayS).words : statusWords(status)}</strong>
        <span>· {boardingWords(trip)}</span>
        <span>
          · {clock(trip.scheduledStart)}–{clock(trip.scheduledEnd)}
        </span>
      </p>
      <p className={styles.muted}>
        {vehicleId ?? 'No vehicle'} · {driverId === null ? 'no driver' : `driver ${driverId}`}
        {startedAt !== null && ` · started ${clock(startedAt)}, ${byWords(startedBy)}`}
        {endedAt !== null && ` · ended ${clock(endedAt)}, ${byWords(endedBy)}`}
        {reason !== null && ` · ${reason}`}
      </p>
      {trip.offRouteSince !== null && status === 'IN_PROGRESS' && (
        <p className={styles.muted}>Away from its route since {clock(trip.offRouteSince)}.</p>
      )}
      {trip.alerts.map((flag) => {
        const { what, remedy } = flagWords(flag);
        return (
          <Problem key={flag}>
            <TriangleAlert size={16} aria-hidden /> {what}. {remedy}
          </Problem>
        );
      })}
    </>
  );
}
