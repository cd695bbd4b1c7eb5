import type { Passenger } from '@waycast/contract';
import { flagWords } from '../words/alert-words.ts';
import type { Remark } from './act-sender.ts';
import styles from './school-driver.module.css';

interface RemarksProps {
  readonly remarks: readonly Remark[];
  readonly students: readonly Passenger[];
  readonly onForget: (id: string) => void;
}

const FLAG_OF: Readonly<Record<string, string>> = { unexpected: 'unexpected_child' };

/** What the server had to say of what was sent, until the driver has read it. */
export function Remarks({ remarks, students, onForget }: RemarksProps) {
  return remarks.map(({ id, flag, studentId, message }) => {
    const name = students.find((one) => one.studentId === studentId)?.name;
    const words =
      flag === null ? (message ?? 'Not taken by the server') : flagWords(FLAG_OF[flag] ?? flag).what;
    return (
      <p key={id} className={styles.remark} role="alert">
        <span>{name === undefined ? words : `${name}: ${words}`}</span>
        <button type="button" onClick={() => onForget(id)}>
          Read
        </button>
      </p>
    );
  });
}
