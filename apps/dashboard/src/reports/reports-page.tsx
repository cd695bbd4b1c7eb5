import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useId } from 'react';
import { useTimeZone } from '../playback/use-time-zone.ts';
import { Button } from '../shell/button.tsx';
import { DayField } from '../shell/day-field.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { useSave } from '../shell/use-save.ts';
import { useTitle } from '../shell/use-title.ts';
import { dayOf } from '../words/day.ts';
import type { Asked } from './asked.ts';
import { keyOf } from './columns.tsx';
import styles from './reports.module.css';
import { REPORT_KINDS, type ReportKind, type ReportsSearch } from './reports-search.ts';
import { useReport } from './use-report.ts';

const KIND_WORDS: Readonly<Record<ReportKind, string>> = {
  summary: 'Days',
  trips: 'Trips',
  stops: 'Stops',
};

/** Trips, stops and sums of the fleet. */
export function ReportsPage() {
  useTitle('Reports · Waycast');
  const { asked, change } = useAddress();
  const report = useReport(asked);
  return (
    <main className={styles.page}>
      <PageHead title="Reports">
        <SaveCsv asked={asked} csv={report.csv} />
      </PageHead>
      <Question asked={asked} onChange={change} />
      <Answer report={report} />
    </main>
  );
}

interface QuestionProps {
  readonly asked: Asked;
  readonly onChange: (changes: Partial<Omit<Asked, 'timeZone'>>) => void;
}

function Question({ asked: { kind, from, to, vehicle, timeZone }, onChange }: QuestionProps) {
  const id = useId();
  return (
    <form className={styles.question} onSubmit={(event) => event.preventDefault()}>
      <ToggleGroup.Root
        type="single"
        className={styles.kinds}
        aria-label="Report"
        value={kind}
        onValueChange={(chosen) => {
          const known = REPORT_KINDS.find((one) => one === chosen);
          if (known !== undefined) onChange({ kind: known });
        }}
      >
        {REPORT_KINDS.map((one) => (
          <ToggleGroup.Item key={one} value={one} className={styles.kind}>
            {KIND_WORDS[one]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <label className={styles.field} htmlFor={`${id}-from`}>
        From
        <DayField id={`${id}-from`} day={from} max={to} onDay={(day) => onChange({ from: day })} />
      </label>
      <label className={styles.field} htmlFor={`${id}-to`}>
        To
        <DayField id={`${id}-to`} day={to} min={from} onDay={(day) => onChange({ to: day })} />
      </label>
      <label className={styles.field}>
        Vehicle
        <input
          type="search"
          placeholder="all"
          defaultValue={vehicle ?? ''}
          onBlur={({ target }) => onChange({ vehicle: target.value })}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') onChange({ vehicle: currentTarget.value });
          }}
        />
      </label>
      <span className={styles.zone}>Days of {timeZone}</span>
    </form>
  );
}

function Answer({ report: { pages, rows, columns } }: { report: ReturnType<typeof useReport> }) {
  if (pages.error !== null) return <p role="alert">The report could not be made: {pages.error.message}</p>;
  if (pages.isPending) return <p role="status">Reading …</p>;
  if (rows.length === 0)
    return <p role="status">No vehicle reported in this time. Choose other days, or another vehicle.</p>;
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map(({ head, figure }) => (
                <th key={head} scope="col" data-figure={figure}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ head, figure, cell }) => (
                  <td key={head} data-figure={figure}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function SaveCsv({ asked: { kind, from, to }, csv }: { asked: Asked; csv: () => Promise<Blob> }) {
  const { problem, save } = useSave();
  const name = `${kind}-${from}${from === to ? '' : `-${to}`}.csv`;
  return (
    <>
      {problem !== null && <span role="alert">The file could not be made: {problem}</span>}
      <Button onClick={() => save(csv, name)}>
        <Download size={16} aria-hidden /> CSV
      </Button>
    </>
  );
}

/** The page's state lives in its address: every report can be linked to. */
function useAddress() {
  const navigate = useNavigate();
  const timeZone = useTimeZone();
  const search: ReportsSearch = useSearch({ strict: false });
  const today = dayOf(Date.now(), timeZone);
  const [from, to] = [search.from ?? search.to ?? today, search.to ?? search.from ?? today];
  const asked: Asked = { kind: search.kind ?? 'summary', from, to, vehicle: search.vehicle, timeZone };
  const change = (changes: Partial<Omit<Asked, 'timeZone'>>): void => {
    const next = { ...asked, ...changes };
    const days = next.from <= next.to ? { from: next.from, to: next.to } : { from: next.to, to: next.from };
    const kind = next.kind === 'summary' ? {} : { kind: next.kind };
    const vehicle = (next.vehicle ?? '').trim();
    void navigate({ to: '.', search: { ...days, ...kind, ...(vehicle === '' ? {} : { vehicle }) } });
  };
  return { asked, change };
}
