import { Link } from '@tanstack/react-router';
import type { Trip } from '@waycast/contract';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../shell/button.tsx';
import { shortClockIn, shortMoment } from '../../words/clock.ts';
import { countText } from '../../words/figures.ts';
import { boardingWords, statusWords } from '../words/trip-words.ts';
import { type QueuedAct, statusWith } from './acts.ts';
import styles from './school-driver.module.css';
import type { KnownDay } from './use-driver-day.ts';
import { Waiting } from './waiting.tsx';

interface DriverTripsProps {
  readonly known: KnownDay;
  readonly waiting: readonly QueuedAct[];
  readonly problem: string | null;
  readonly meProblem: string | null;
  readonly onOpen: (tripId: string) => void;
}

/** Today's trips of a driver, the one under way first. */
export function DriverTrips({ known, waiting, problem, meProblem, onOpen }: DriverTripsProps) {
  const { signOut } = useSession();
  const { day } = known;
  return (
    <main className={styles.page}>
      <header className={styles.top}>
        <h1>My trips today</h1>
        <Waiting count={waiting.length} offline={known.problem !== null} />
      </header>
      {day === undefined && <p role="status">{known.problem ?? meProblem ?? 'Asking the server …'}</p>}
      {day !== undefined && known.problem !== null && (
        <p className={styles.hint} role="status">
          No connection. This is as of {shortMoment(day.readAtMs, Date.now())}.
        </p>
      )}
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {day?.trips.length === 0 && (
        <p className={styles.empty}>
          No trip today names you as its driver. If that is wrong, ask the office to put you on the trip; it
          appears here at once.
        </p>
      )}
      <ul className={styles.trips}>
        {day?.trips.map((trip) => (
          <li key={trip.tripId}>
            <TripButton trip={trip} waiting={waiting} onOpen={() => onOpen(trip.tripId)} />
          </li>
        ))}
      </ul>
      <footer className={styles.footer}>
        <Link to="/driver" className={styles.footerLink}>
          Only report positions
        </Link>
        <Button
          onClick={() => signOut()}
          disabled={waiting.length > 0}
          title={waiting.length > 0 ? `${countText(waiting.length, 'tap')} must be sent first` : undefined}
        >
          Sign out
        </Button>
      </footer>
    </main>
  );
}

interface TripButtonProps {
  readonly trip: Trip;
  readonly waiting: readonly QueuedAct[];
  readonly onOpen: () => void;
}

function TripButton({ trip, waiting, onOpen }: TripButtonProps) {
  const timeZone = useTimeZone();
  const status = statusWith(trip.status, trip.tripId, waiting);
  return (
    <button type="button" className={styles.trip} data-status={status} onClick={onOpen}>
      <span className={styles.tripTime}>{shortClockIn(Date.parse(trip.scheduledStart), timeZone)}</span>
      <span className={styles.tripWords}>
        <strong>{trip.name}</strong>
        <span>
          {[statusWords(status), trip.vehicleId ?? 'no vehicle', boardingWords({ ...trip, status })].join(
            ' · ',
          )}
        </span>
      </span>
    </button>
  );
}
