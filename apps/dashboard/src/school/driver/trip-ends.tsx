import type { Passenger, Trip, TripStatus } from '@waycast/contract';
import { useState } from 'react';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { Button } from '../../shell/button.tsx';
import { shortClockIn } from '../../words/clock.ts';
import { countText } from '../../words/figures.ts';
import type { ActSender } from './act-sender.ts';
import styles from './school-driver.module.css';

interface TripEndsProps {
  readonly trip: Trip;
  readonly status: TripStatus;
  readonly sender: ActSender;
  readonly onBoard?: readonly Passenger[];
  /** The last stop is on show. */
  readonly last?: boolean;
}

/** The start of a trip, and its end after a look along the seats. */
export function TripEnds({ trip, status, sender, onBoard = [], last = false }: TripEndsProps) {
  const timeZone = useTimeZone();
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const add = (kind: 'start' | 'complete'): void => {
    sender
      .add({ kind, tripId: trip.tripId, at: new Date().toISOString() })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  if (status === 'COMPLETED' || status === 'CANCELLED')
    return (
      <p className={styles.state}>
        {status === 'COMPLETED' ? 'This trip is over.' : 'This trip was cancelled.'}
      </p>
    );
  return (
    <section className={styles.ends}>
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      {status === 'SCHEDULED' ? (
        <>
          <p className={styles.state}>
            Planned for {shortClockIn(Date.parse(trip.scheduledStart), timeZone)} from {trip.stops[0]?.name}
            {trip.vehicleId === null ? '' : ` with ${trip.vehicleId}`}. From the start on, this phone reports
            its position.
          </p>
          <button type="button" className={styles.start} onClick={() => add('start')}>
            Start
          </button>
        </>
      ) : asked ? (
        <>
          <p className={onBoard.length > 0 ? styles.problem : styles.state}>
            {onBoard.length > 0
              ? `${countText(onBoard.length, 'child is', 'children are')} still marked as on board: ${onBoard.map(({ name }) => name).join(', ')}. Look along every seat first.`
              : 'Look along every seat first: nobody may be left on the bus.'}
          </p>
          <Button className={styles.endButton} look="primary" onClick={() => add('complete')}>
            The bus is empty, end the trip
          </Button>
          <Button className={styles.endButton} onClick={() => setAsked(false)}>
            Not yet
          </Button>
        </>
      ) : (
        <Button className={styles.endButton} look={last ? 'primary' : 'plain'} onClick={() => setAsked(true)}>
          End the trip …
        </Button>
      )}
    </section>
  );
}
