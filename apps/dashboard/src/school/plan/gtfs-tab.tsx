import { useQueryClient } from '@tanstack/react-query';
import type { GtfsReport } from '@waycast/contract';
import { Download } from 'lucide-react';
import { Button } from '../../shell/button.tsx';
import forms from '../../shell/form.module.css';
import { ImportForm } from '../../shell/import-form.tsx';
import { Problem } from '../../shell/problem.tsx';
import { RowProblems } from '../../shell/row-problems.tsx';
import { useSave } from '../../shell/use-save.ts';
import { countText } from '../../words/figures.ts';
import { useSchoolApi } from '../api/school-api.ts';
import styles from './plan.module.css';

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
  return (
    <section className={forms.form} aria-label="Import">
      <h2>Import</h2>
      <ImportForm
        label="GTFS file"
        note="A zip file with stops.txt, routes.txt, trips.txt, stop_times.txt and calendar.txt or calendar_dates.txt; shapes.txt brings the lines. Nothing is entered before you have seen what would change."
        accept=".zip,application/zip"
        send={(file, dryRun) => api.importGtfs({ dryRun: dryRun ? 'true' : 'false' }, file)}
        onEntered={() => queries.invalidateQueries({ queryKey: ['school'] })}
        report={(report) => <Report report={report} />}
      />
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
    <>
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
    </>
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
