import type { Passenger, TripStop } from '@waycast/contract';
import { shortClockIn } from '../../words/clock.ts';
import { flagWords } from '../words/alert-words.ts';
import styles from './trip.module.css';

interface PassengerRowsProps {
  readonly students: readonly Passenger[];
  readonly stops: readonly TripStop[];
  readonly timeZone: string;
}

/** Who is on a trip or expected: by stop, with what became of each. */
export function PassengerRows({ students, stops, timeZone }: PassengerRowsProps) {
  const nameOf = new Map(stops.map(({ stopSequence, name }) => [stopSequence, name]));
  const ordered = [...students].sort(
    (a, b) =>
      (a.boardSequence ?? Infinity) - (b.boardSequence ?? Infinity) || a.name.localeCompare(b.name, 'en'),
  );
  return (
    <ul aria-label="Students">
      {ordered.map((student) => (
        <li key={student.studentId} className={styles.passenger}>
          <span className={styles.who}>
            {student.name}
            <span className={styles.small}>{rideWords(student, nameOf)}</span>
            {student.flags.map((flag) => (
              <span key={flag} className={styles.small}>
                <strong>{flagWords(flag).what}</strong>
              </span>
            ))}
          </span>
          <span className={styles.state} data-state={student.state}>
            {stateWords(student, timeZone)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function rideWords(
  { boardSequence, alightSequence, grade }: Passenger,
  nameOf: ReadonlyMap<number, string>,
): string {
  const stop = (sequence: number | null): string =>
    sequence === null ? '?' : (nameOf.get(sequence) ?? `stop ${sequence}`);
  const ride =
    boardSequence === null ? 'not expected on this trip' : `${stop(boardSequence)} → ${stop(alightSequence)}`;
  return grade === null ? ride : `${grade} · ${ride}`;
}

function stateWords({ state, boardedAt, alightedAt }: Passenger, timeZone: string): string {
  const at = (time: string | null): string =>
    time === null ? '' : ` ${shortClockIn(Date.parse(time), timeZone)}`;
  switch (state) {
    case 'EXPECTED':
      return 'expected';
    case 'BOARDED':
      return `on board${at(boardedAt)}`;
    case 'ALIGHTED':
      return `got off${at(alightedAt)}`;
    case 'ABSENT':
      return 'absent';
    default:
      return state satisfies never;
  }
}
