import { useMutation } from '@tanstack/react-query';
import type { ImportReport } from '@waycast/contract';
import { useState } from 'react';
import { textOf } from '../../registry/text-of-file.ts';
import { Button } from '../../shell/button.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { countText } from '../../words/figures.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { RowProblems } from '../plan/row-problems.tsx';
import styles from './students.module.css';
import { useStudentsChanged } from './use-students.ts';

/** Takes a CSV file: first it is only checked, then entered as a whole. */
export function ImportStudents({ onClose }: { readonly onClose: () => void }) {
  const api = useSchoolApi();
  const changed = useStudentsChanged();
  const [file, setFile] = useState<File | null>(null);
  const checking = useMutation({
    mutationFn: async (chosen: File) => api.importStudents({ dryRun: 'true' }, await textOf(chosen)),
  });
  const entering = useMutation({
    mutationFn: async (chosen: File) => api.importStudents({ dryRun: 'false' }, await textOf(chosen)),
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
      title="Import students"
      description="A CSV file with commas or semicolons, in UTF-8. Nothing is entered before you have seen what would change."
      open
      onClose={onClose}
    >
      <div className={forms.form}>
        <Field label="File" note="An export has the columns that an import takes; save one to begin with.">
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

function Report({ report }: { readonly report: ImportReport }) {
  const { rows, created, changed, unchanged, applied, errorCount, errors } = report;
  if (errorCount > 0)
    return (
      <div className={styles.report}>
        <Problem>
          {countText(errorCount, 'mistake')} in {countText(rows, 'row')}; nothing was entered.
        </Problem>
        <RowProblems problems={errors} count={errorCount} label="Mistakes" />
      </div>
    );
  const will = applied ? 'were' : 'will be';
  return (
    <p>
      <strong>{countText(rows, 'row')}</strong>: {created.toLocaleString('en')} {will} created,{' '}
      {changed.toLocaleString('en')} {will} changed, {unchanged.toLocaleString('en')}{' '}
      {applied ? 'were' : 'are'} as they should be.
    </p>
  );
}
