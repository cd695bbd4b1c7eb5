import type { Passenger, Trip } from '@waycast/contract';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useReporter } from '../../driver/use-reporter.ts';
import { useReportingWhile } from '../../driver/use-reporting-while.ts';
import { isMoving, useTracker } from '../../driver/use-tracker.ts';
import { useSession } from '../../session/session.tsx';
import { IconButton } from '../../shell/button.tsx';
import type { ActSender, SenderState } from './act-sender.ts';
import { statusWith, withActs } from './acts.ts';
import { currentStop } from './drive-stops.ts';
import { Remarks } from './remarks.tsx';
import { ScanPanel } from './scan-panel.tsx';
import styles from './school-driver.module.css';
import { StopCard } from './stop-card.tsx';
import { TapLists } from './tap-lists.tsx';
import { TripEnds } from './trip-ends.tsx';
import { useTaps } from './use-taps.ts';
import { Waiting } from './waiting.tsx';

interface DrivePageProps {
  readonly trip: Trip;
  readonly passengers: readonly Passenger[];
  readonly readAtMs: number;
  readonly offline: boolean;
  readonly sender: ActSender;
  readonly state: SenderState;
  readonly onClose: () => void;
}

/** One trip from its start to its end: the next stop, who gets on and off there, and this phone's position. */
export function DrivePage(props: DrivePageProps) {
  const { trip, offline, sender, state, onClose } = props;
  const { tripId, stops } = trip;
  const { token } = useSession();
  const { reporter, problem } = useReporter(token);
  const tracker = useTracker(trip.vehicleId ?? 'unknown', trip.vehicleId === null ? null : reporter);
  const status = statusWith(trip.status, tripId, state.waiting);
  useReportingWhile(status === 'IN_PROGRESS' && trip.vehicleId !== null, trip.vehicleId, tracker);
  const students = useMemo(
    () => withActs(props.passengers, tripId, state.waiting),
    [props.passengers, tripId, state.waiting],
  );
  const position = tracker.position?.coords ?? null;
  const moving = isMoving(tracker);
  const here = currentStop(stops, position);
  const [chosen, setChosen] = useState<number | null>(null);
  // What was looked at ends with the stop that it was looked at from.
  useEffect(() => {
    void here;
    setChosen(null);
  }, [here]);
  const shown = chosen ?? here;
  const stop = stops[shown];
  const taps = useTaps(sender, tripId, stop?.stopSequence);
  return (
    <main className={styles.page} data-running={status === 'IN_PROGRESS'}>
      <header className={styles.top}>
        <IconButton label="Back to my trips" onClick={onClose}>
          <ArrowLeft size={20} />
        </IconButton>
        <h1>{trip.name}</h1>
        <Waiting count={state.waiting.length} offline={offline} />
      </header>
      {status !== 'IN_PROGRESS' && <TripEnds trip={trip} status={status} sender={sender} />}
      {status === 'IN_PROGRESS' && stop !== undefined && (
        <>
          <StopCard
            trip={trip}
            stop={stop}
            index={shown}
            current={shown === here}
            readAtMs={props.readAtMs}
            offline={offline}
            onStep={(by) => setChosen(Math.max(0, Math.min(stops.length - 1, shown + by)))}
          />
          <Remarks remarks={state.remarks} students={students} onForget={(id) => sender.forget(id)} />
          <TapLists students={students} stop={stop} taps={taps} moving={moving} />
          <ScanPanel students={students} moving={moving} onScan={taps.scan} />
          <TripEnds
            trip={trip}
            status={status}
            sender={sender}
            onBoard={onBoard(students)}
            last={shown === stops.length - 1}
          />
        </>
      )}
      {[tracker.problem, problem, state.problem].map(
        (text) =>
          text !== null && (
            <p key={text} className={styles.problem} role="alert">
              {text}
            </p>
          ),
      )}
    </main>
  );
}

function onBoard(students: readonly Passenger[]): readonly Passenger[] {
  return students.filter(({ state }) => state === 'BOARDED');
}
