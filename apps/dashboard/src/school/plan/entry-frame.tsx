import { Trash2 } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import styles from './plan.module.css';

interface EntryFrameProps {
  readonly title: string;
  readonly one: string;
  readonly isNew: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  /** Why it cannot be saved as it is. */
  readonly missing?: string | undefined;
  readonly saved?: boolean;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

/** The form of one entry of the plan: saved, left, or removed after a second question. */
export function EntryFrame(props: EntryFrameProps) {
  const { title, one, isNew, busy, error, missing, saved, onSave, onCancel, onRemove, children } = props;
  const [asked, setAsked] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing === undefined) onSave();
  };
  return (
    <form className={`${forms.form} ${styles.form}`} onSubmit={submit} aria-label={title}>
      <h2>{title}</h2>
      {children}
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      {missing !== undefined && <p className={forms.note}>{missing}</p>}
      <div className={`${forms.actions} ${styles.formActions}`}>
        {!isNew && (
          <Button
            className={forms.remove}
            disabled={busy}
            onClick={() => (asked ? onRemove() : setAsked(true))}
          >
            <Trash2 size={16} aria-hidden /> {asked ? `Really remove this ${one}?` : 'Remove'}
          </Button>
        )}
        <span role="status" className={forms.note}>
          {saved === true && 'Saved.'}
        </span>
        <Button onClick={onCancel}>{saved === true ? 'Close' : 'Cancel'}</Button>
        <Button type="submit" look="primary" disabled={busy || missing !== undefined}>
          Save
        </Button>
      </div>
    </form>
  );
}
