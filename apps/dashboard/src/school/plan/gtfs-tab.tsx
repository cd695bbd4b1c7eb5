import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { GtfsReport } from '@waycast/contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { useSave } from '../../shell/use-save.ts';
import { countText } from '../../words/figures.ts';
import { useSchoolApi } from '../api/school-api.ts';
import styles from './plan.module.css';
import { RowProblems } from './row-problems.tsx';

/** The whole plan as a GTFS file, in and out. */
export function GtfsTab() {
  return (
    <div className={styles.gtfs}>
      <Import />
      <Export />
    </div>
  );
}

function Import() {
  const api = useSchoolApi();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const checking = useMutation({ mutationFn: (chosen: File) => api.importGtfs({ dryRun: 'true' }, chosen) });
  const entering = useMutation({
    mutationFn: (chosen: File) => api.importGtfs({ dryRun: 'false' }, chosen),
    onSettled: () => queries.invalidateQueries({ queryKey: ['school'] }),
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
    <section className={forms.form} aria-label="Import">
      <h2>Import</h2>
      <Field
        label="GTFS file"
        note="A zip file with stops.txt, routes.txt, trips.txt, stop_times.txt and calendar.txt or calendar_dates.txt; shapes.txt brings the lines. Nothing is entered before you have seen what would change."
      >
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".zip,application/zip"
            className={styles.file}
            onChange={(event) => choose(event.target.files?.[0])}
          />
        )}
      </Field>
      <div role="status">
        {checking.isPending && <p>Checking …</p>}
        {error !== null && <Problem>{error.message}</Problem>}
        {report !== undefined && error === null && <Report report={report} />}
      </div>
      <div className={forms.actions}>
        <Button
          look="primary"
          disabled={!ready || entering.isPending}
          onClick={() => file !== null && entering.mutate(file)}
        >
          {entering.isPending ? 'Importing …' : 'Import'}
        </Button>
      </div>
    </section>
  );
}

function Report({ report }: { readonly report: GtfsReport }) {
  const { applied, stops, routes, calendars, schedules, errorCount, errors, warningCount, warnings } = report;
  const counts = [
    countText(stops, 'stop'),
    countText(routes, 'route'),
    countText(calendars, 'calendar'),
    countText(schedules, 'schedule'),
  ].join(', ');
  return (
    <div className={styles.report}>
      {errorCount > 0 ? (
        <Problem>{countText(errorCount, 'mistake')}; nothing was entered.</Problem>
      ) : (
        <p>
          <strong>{counts}</strong> {applied ? 'were entered.' : 'will be entered.'}
        </p>
      )}
      <RowProblems problems={errors} count={errorCount} label="Mistakes" />
      {warningCount > 0 && errorCount === 0 && (
        <p>{countText(warningCount, 'thing')} will be taken but should be looked at:</p>
      )}
      <RowProblems problems={warnings} count={warningCount} label="Doubts" />
    </div>
  );
}

function Export() {
  const api = useSchoolApi();
  const { problem, save } = useSave();
  return (
    <section className={styles.export} aria-label="Export">
      <h2>Export</h2>
      <p className={forms.note}>All stops, routes, calendars and schedules, as the import takes them.</p>
      <Button onClick={() => save(async () => (await api.exportGtfs()).blob(), 'gtfs.zip')}>
        <Download size={16} aria-hidden /> Save as GTFS
      </Button>
      {problem !== null && <Problem role="alert">The file could not be made: {problem}</Problem>}
    </section>
  );
}
