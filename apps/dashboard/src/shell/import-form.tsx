import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import forms from './form.module.css';
import styles from './import-form.module.css';
import { Problem } from './problem.tsx';

/** What every import answers, whatever else it counts. */
interface Outcome {
  readonly applied: boolean;
  readonly errorCount: number;
}

interface ImportFormProps<R extends Outcome> {
  readonly label: string;
  readonly note: ReactNode;
  /** As an input of type file takes it. */
  readonly accept: string;
  readonly send: (file: File, dryRun: boolean) => Promise<R>;
  readonly onEntered: () => unknown;
  readonly report: (outcome: R) => ReactNode;
  /** Absent: another file may follow. */
  readonly onDone?: () => void;
}

/** Takes a file: first it is only checked, then entered as a whole. */
export function ImportForm<R extends Outcome>({
  label,
  note,
  accept,
  send,
  onEntered,
  report,
  onDone,
}: ImportFormProps<R>) {
  const [file, setFile] = useState<File | null>(null);
  const checking = useMutation({ mutationFn: (chosen: File) => send(chosen, true) });
  const entering = useMutation({ mutationFn: (chosen: File) => send(chosen, false), onSettled: onEntered });
  const outcome = entering.data ?? checking.data;
  const error = entering.error ?? checking.error;

  function choose(chosen: File | undefined): void {
    entering.reset();
    checking.reset();
    setFile(chosen ?? null);
    if (chosen !== undefined) checking.mutate(chosen);
  }

  const ready = file !== null && outcome !== undefined && outcome.errorCount === 0 && !outcome.applied;
  return (
    <div className={forms.form}>
      <Field label={label} note={note}>
        {(control) => (
          <input
            {...control}
            type="file"
            className={styles.file}
            accept={accept}
            onChange={(event) => choose(event.target.files?.[0])}
          />
        )}
      </Field>
      <div role="status">
        {checking.isPending && <p>Checking…</p>}
        {error !== null && <Problem>{error.message}</Problem>}
        {outcome !== undefined && error === null && <div className={styles.report}>{report(outcome)}</div>}
      </div>
      <div className={forms.actions}>
        {outcome?.applied === true && onDone !== undefined ? (
          <Button look="primary" onClick={onDone}>
            Done
          </Button>
        ) : (
          <Button
            look="primary"
            disabled={!ready || entering.isPending}
            onClick={() => file !== null && entering.mutate(file)}
          >
            {entering.isPending ? 'Importing…' : 'Import'}
          </Button>
        )}
      </div>
    </div>
  );
}
