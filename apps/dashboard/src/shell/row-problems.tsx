import forms from './form.module.css';
import styles from './row-problems.module.css';

/** What is wrong in one row of a file. */
interface RowProblem {
  readonly file?: string;
  readonly row: number | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: string;
  readonly remedy: string;
}

interface RowProblemsProps {
  readonly problems: readonly RowProblem[];
  /** How many there are, of which the first are listed. */
  readonly count: number;
  readonly label: string;
}

/** What is wrong in a file, row by row, and how to mend it. */
export function RowProblems({ problems, count, label }: RowProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <>
      <ol className={styles.problems} aria-label={label}>
        {problems.map(({ value, reason, remedy, ...at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of a report never changes
          <li key={index}>
            <strong>{placeOf(at)}</strong> {value !== null && value !== '' && <q>{value}</q>} {reason}
            <span className={forms.note}>{remedy}</span>
          </li>
        ))}
      </ol>
      {count > problems.length && (
        <p className={forms.note}>
          The first {problems.length} of {count.toLocaleString('en')} are listed.
        </p>
      )}
    </>
  );
}

function placeOf({ file, row, column }: Pick<RowProblem, 'file' | 'row' | 'column'>): string {
  return [file, row === null ? undefined : `line ${row}`, column ?? undefined]
    .filter((part) => part !== undefined)
    .join(', ');
}
