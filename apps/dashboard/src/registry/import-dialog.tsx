import { useMutation } from '@tanstack/react-query';
import type { ImportReport, RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useState } from 'react';
import { Button } from '../shell/button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { countText } from '../words/figures.ts';
import styles from './forms.module.css';
import { textOf } from './text-of-file.ts';
import { useRegistryChanged } from './use-entries.ts';

const EXAMPLES: Readonly<Record<RegistryKind, string>> = {
  vehicles: 'vehicleId,name,plate,kind,groups,speedLimitMps,archived,attributes',
  drivers: 'driverId,name,phone,vehicleId',
  groups: 'groupId,name',
};

interface ImportDialogProps {
  readonly kind: RegistryKind;
  readonly onClose: () => void;
}

/** Takes a CSV file: first it is only checked, then entered as a whole. */
export function ImportDialog({ kind, onClose }: ImportDialogProps) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const changed = useRegistryChanged();
  const [file, setFile] = useState<File | null>(null);
  const checking = useMutation({
    mutationFn: async (chosen: File) => http.importRegistry({ kind, dryRun: 'true' }, await textOf(chosen)),
  });
  const entering = useMutation({
    mutationFn: async (chosen: File) => http.importRegistry({ kind }, await textOf(chosen)),
    onSettled: changed,
  });
  const report = entering.data ?? checking.data;
  const error = entering.error ?? checking.error;

  function choose(chosen: File | undefined): void {
    entering.reset();
    checking.reset();
    setFile(chosen ?? null);
    if (chosen !== undefined) checking.mutate(chosen);
  }

  const ready = file !== null && report !== undefined && report.errorCount === 0 && !report.applied;
  return (
    <Dialog
      title={`Import ${kind}`}
      description="A CSV file with commas or semicolons, in UTF-8. Nothing is entered before you have seen what would change."
      open
      onClose={onClose}
    >
      <div className={forms.form}>
        <Field
          label="File"
          note={
            <>
              The first line names the columns, of which only the first is needed:{' '}
              <code>{EXAMPLES[kind]}</code>. An export has the same form.
            </>
          }
        >
          {(control) => (
            <input
              {...control}
              type="file"
              className={styles.file}
              accept=".csv,text/csv"
              onChange={(event) => choose(event.target.files?.[0])}
            />
          )}
        </Field>
        <div role="status">
          {checking.isPending && <p>Checking…</p>}
          {error !== null && <Problem>{error.message}</Problem>}
          {report !== undefined && error === null && <Report report={report} />}
        </div>
        <div className={forms.actions}>
          {report?.applied === true ? (
            <Button look="primary" onClick={onClose}>
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
    </Dialog>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { rows, created, changed, unchanged, applied, errorCount, errors } = report;
  if (errorCount > 0)
    return (
      <div className={styles.report}>
        <Problem>
          {countText(errorCount, 'mistake')} in {countText(rows, 'row')}; nothing was entered.
        </Problem>
        <ol className={styles.errors}>
          {errors.map(({ row, column, value, reason, remedy }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of a report never changes
            <li key={index}>
              <strong>
                Line {row}
                {column !== null && `, ${column}`}
              </strong>
              {value !== null && value !== '' && <q>{value}</q>} {reason}
              <span className={forms.note}>{remedy}</span>
            </li>
          ))}
        </ol>
        {errorCount > errors.length && <p className={forms.note}>The first {errors.length} are listed.</p>}
      </div>
    );
  const will = applied ? 'were' : 'will be';
  return (
    <p className={styles.report}>
      <strong>{countText(rows, 'row')}</strong>: {created.toLocaleString('en')} {will} created,{' '}
      {changed.toLocaleString('en')} {will} changed, {unchanged.toLocaleString('en')}{' '}
      {applied ? 'were' : 'are'} as they should be.
    </p>
  );
}
