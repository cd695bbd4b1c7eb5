import { memo } from 'react';
import type { Alert } from './alert-words.ts';
import styles from './alerts.module.css';

/** The explanation of an alert: rule, finding, delays, quiet hours, as rows. The feed around it counts seconds. */
export const Why = memo(function Why({ alert: { explanation } }: { alert: Alert }) {
  return (
    <details className={styles.why}>
      <summary>Why</summary>
      <dl className={styles.rows}>
        {PARTS.flatMap((part) => rowsOf(explanation[part], [wordsOf(part)])).map(([name, value]) => (
          <div key={name} className={styles.row}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
});

/** In the order in which they answer the question. */
const PARTS = ['rule', 'evidence', 'delay', 'quietHours', 'channels'] as const;

type Row = readonly [name: string, value: string];

/** Deep enough for the fixes behind a finding. */
const MAX_DEPTH = 5;
const MAX_ROWS = 60;

/** Every leaf of the explanation under its path: "evidence · entered · rule". Nothing and empty lists are left out. */
function rowsOf(value: unknown, path: readonly string[]): readonly Row[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || path.length >= MAX_DEPTH) return [[path.join(' · '), leafText(value)]];
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.length === 0 ? [] : [[path.join(' · '), value.map(leafText).join(', ')]];
  const rows = Object.entries(value).flatMap(([name, inner]) =>
    rowsOf(inner, [...path, Array.isArray(value) ? `${Number(name) + 1}` : wordsOf(name)]),
  );
  return rows.slice(0, MAX_ROWS);
}

function leafText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 5 });
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** "fromEventToAlertMs" as "from event to alert (ms)". */
function wordsOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.replace(/ (ms|mps|m|s)$/, (_, unit: string) => ` (${unit === 'mps' ? 'm/s' : unit})`);
}
