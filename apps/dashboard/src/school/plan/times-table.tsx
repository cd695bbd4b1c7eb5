import type { SchoolRoute } from '@waycast/contract';
import type { ClipboardEvent } from 'react';
import { Button } from '../../shell/button.tsx';
import forms from '../../shell/form.module.css';
import { serviceTime, shifted, type TimeRow, withPasted } from './service-times.ts';
import styles from './times.module.css';

interface TimesTableProps {
  readonly stops: SchoolRoute['stops'];
  readonly rows: readonly TimeRow[];
  readonly problems: readonly (string | null)[];
  readonly onRows: (rows: readonly TimeRow[]) => void;
}

/** A time for each stop. A column of a spreadsheet goes in from the cell where it is pasted. */
export function TimesTable({ stops, rows, problems, onRows }: TimesTableProps) {
  function paste(event: ClipboardEvent, index: number): void {
    const text = event.clipboardData.getData('text');
    if (!/[\n\t]/.test(text.trim())) return;
    event.preventDefault();
    onRows(withPasted(rows, index, text));
  }
  const change = (index: number, next: Partial<TimeRow>): void =>
    onRows(rows.map((row, at) => (at === index ? { ...row, ...next } : row)));
  return (
    <div className={styles.times}>
      <div className={styles.timesHead}>
        <p className={forms.note}>
          Paste a column from a spreadsheet into the first time. Times past midnight go on: 24:10.
        </p>
        <Button onClick={() => onRows(shifted(rows, -5))}>− 5 min</Button>
        <Button onClick={() => onRows(shifted(rows, 5))}>+ 5 min</Button>
      </div>
      <table className={styles.timesTable}>
        <thead>
          <tr>
            <th scope="col">Stop</th>
            <th scope="col">Arrives</th>
            <th scope="col">Leaves</th>
          </tr>
        </thead>
        <tbody>
          {stops.map(({ sequence, name }, index) => {
            const row = rows[index];
            const problem = problems[index] ?? null;
            return (
              <tr key={sequence}>
                <th scope="row">
                  <span className={styles.sequence}>{sequence}</span> {name}
                  {problem !== null && row?.arrival !== '' && (
                    <span className={styles.stopProblem}>{problem}</span>
                  )}
                </th>
                {(['arrival', 'departure'] as const).map((field) => (
                  <td key={field}>
                    <input
                      value={row?.[field] ?? ''}
                      inputMode="numeric"
                      autoComplete="off"
                      placeholder={field === 'arrival' ? '07:45' : 'at once'}
                      aria-label={`${name} ${field === 'arrival' ? 'arrives' : 'leaves'}`}
                      aria-invalid={problem !== null && row?.arrival !== ''}
                      onPaste={(event) => paste(event, index)}
                      onChange={({ target }) => change(index, { [field]: target.value })}
                      onBlur={({ target }) =>
                        change(index, { [field]: serviceTime(target.value) ?? target.value })
                      }
                    />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
