import type { BoardingReport, Passenger, TripStop } from '@waycast/contract';
import { type ReactNode, useState } from 'react';
import { passengersAt } from './drive-stops.ts';
import page from './school-driver.module.css';
import styles from './taps.module.css';
import type { Taps } from './use-taps.ts';

interface TapListsProps {
  readonly students: readonly Passenger[];
  readonly stop: TripStop;
  readonly taps: Taps;
  readonly moving: boolean;
}

/** Who gets on and off at a stop first, each with a large button; everybody else below. */
export function TapLists({ students, stop, taps, moving }: TapListsProps) {
  const at = passengersAt(students, stop.stopSequence);
  const boarded = students.filter(({ state }) => state === 'BOARDED').length;
  return (
    <>
      <List title="Get on here" students={at.toBoard} action="BOARDED" other="ABSENT" taps={taps} />
      <List title="Get off here" students={at.toAlight} action="ALIGHTED" taps={taps} />
      <List title="Should be on board" students={at.missed} action="BOARDED" other="ABSENT" taps={taps} />
      {at.toBoard.length + at.toAlight.length + at.missed.length === 0 && (
        <p className={page.hint}>Nobody is to get on or off here.</p>
      )}
      <p className={styles.onBoard}>
        <strong>{boarded}</strong> on board
      </p>
      {!moving && (
        <Others>
          <List title="On board" students={at.onBoard} action="ALIGHTED" taps={taps} />
          <List title="At later stops" students={at.later} action="BOARDED" other="ABSENT" taps={taps} />
          <List title="Got off or absent" students={at.done} action="BOARDED" taps={taps} />
        </Others>
      )}
      <div role="status">
        {taps.last !== null && (
          <p className={styles.undo}>
            <span>{taps.last.words}</span>
            <button type="button" onClick={taps.takeBack}>
              Undo
            </button>
          </p>
        )}
        {taps.problem !== null && <p className={page.problem}>{taps.problem}</p>}
      </div>
    </>
  );
}

function Others({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide everybody else' : 'Everybody else'}
      </button>
      {open && children}
    </>
  );
}

type Action = BoardingReport['action'];
const ACTION_WORDS: Readonly<Record<Action, string>> = {
  BOARDED: 'On board',
  ALIGHTED: 'Got off',
  ABSENT: 'Absent',
};

interface ListProps {
  readonly title: string;
  readonly students: readonly Passenger[];
  readonly action: Action;
  readonly other?: Action;
  readonly taps: Taps;
}

function List({ title, students, action, other, taps }: ListProps) {
  if (students.length === 0) return null;
  return (
    <section className={styles.taps} aria-label={title}>
      <h3>
        {title} <span className={styles.count}>{students.length}</span>
      </h3>
      <ul>
        {students.map((student) => (
          <li key={student.studentId} className={styles.student}>
            <span className={styles.studentWords}>
              <strong>{student.name}</strong>
              {[student.grade, student.note].filter(Boolean).map((text) => (
                <span key={text} className={styles.studentFact}>
                  {text}
                </span>
              ))}
            </span>
            {other !== undefined && (
              <button
                type="button"
                className={styles.tapOther}
                aria-label={`${student.name}: ${ACTION_WORDS[other].toLowerCase()}`}
                onClick={() => taps.tap(student, other)}
              >
                {ACTION_WORDS[other]}
              </button>
            )}
            <button
              type="button"
              className={styles.tap}
              aria-label={`${student.name}: ${ACTION_WORDS[action].toLowerCase()}`}
              onClick={() => taps.tap(student, action)}
            >
              {ACTION_WORDS[action]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
