import type { TripSummary } from '@waycast/contract';
import { TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { PHONE, useMedia } from '../../shell/use-media.ts';
import { flagWords } from '../words/alert-words.ts';
import styles from './alert-strip.module.css';
import { alertsOf } from './arrange-trips.ts';

/** On a phone the list needs the room. */
const SHOWN = { wide: 2, phone: 1 } as const;
/** More would hide the list; the rows say the rest. */
const OPENED_MAX = 30;

/** What somebody should look at now, and what to do about it. */
export function AlertStrip({
  trips,
  onOpen,
}: {
  readonly trips: readonly TripSummary[];
  readonly onOpen: (tripId: string) => void;
}) {
  const alerts = useMemo(() => alertsOf(trips), [trips]);
  const [open, setOpen] = useState(false);
  const shown = useMedia(PHONE) ? SHOWN.phone : SHOWN.wide;
  if (alerts.length === 0) return null;
  return (
    <section className={styles.alerts} aria-label="To look at">
      <ul>
        {alerts.slice(0, open ? OPENED_MAX : shown).map(({ trip, flag }) => {
          const { what, remedy } = flagWords(flag);
          return (
            <li key={`${trip.tripId} ${flag}`}>
              <button type="button" className={styles.alert} onClick={() => onOpen(trip.tripId)}>
                <TriangleAlert size={16} aria-hidden />
                <span>
                  <strong>{trip.name}</strong> {what}. <span className={styles.remedy}>{remedy}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {alerts.length > shown && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show fewer' : `${alerts.length - shown} more to look at`}
        </button>
      )}
    </section>
  );
}
