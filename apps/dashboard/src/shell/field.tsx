import { type ReactNode, useId } from 'react';
import styles from './form.module.css';

interface Control {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
}

interface FieldProps {
  readonly label: string;
  /** What to write there, below it. */
  readonly note?: ReactNode;
  /** The input, with what ties it to the label and the note. */
  readonly children: (control: Control) => ReactNode;
}

/** An input of a form with its label. */
export function Field({ label, note, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': note === undefined ? undefined : noteId })}
      {note !== undefined && (
        <p id={noteId} className={styles.note}>
          {note}
        </p>
      )}
    </div>
  );
}
