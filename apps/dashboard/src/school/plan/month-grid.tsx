import type { CalendarDescription } from '@waycast/contract';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../shell/button.tsx';
import { dayWords } from '../../words/clock.ts';
import styles from './calendar.module.css';
import { monthAfter, monthWords, serviceOn, weeksOf, withDayTurned } from './calendar-days.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const SERVICE_WORDS = {
  usual: 'buses run',
  added: 'buses run, added',
  removed: 'no buses, taken out',
  none: 'no buses',
} as const;

interface MonthGridProps {
  readonly calendar: CalendarDescription;
  readonly onChange: (calendar: CalendarDescription) => void;
}

/** A month whose days are turned over by a click: holidays out, extra days in. */
export function MonthGrid({ calendar, onChange }: MonthGridProps) {
  const [month, setMonth] = useState(() => firstMonth(calendar));
  return (
    <div className={styles.month}>
      <div className={styles.monthHead}>
        <IconButton label="Month before" onClick={() => setMonth(monthAfter(month, -1))}>
          <ChevronLeft size={18} />
        </IconButton>
        <strong aria-live="polite">{monthWords(month)}</strong>
        <IconButton label="Month after" onClick={() => setMonth(monthAfter(month, 1))}>
          <ChevronRight size={18} />
        </IconButton>
      </div>
      <table className={styles.grid}>
        <thead>
          <tr>
            {WEEKDAYS.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const service = serviceOn(calendar, day);
                return (
                  <td key={day}>
                    <button
                      type="button"
                      className={styles.dayCell}
                      data-service={service}
                      data-other={day.slice(0, 7) !== month}
                      aria-pressed={service === 'usual' || service === 'added'}
                      aria-label={`${dayWords(day)}: ${SERVICE_WORDS[service]}`}
                      onClick={() => onChange(withDayTurned(calendar, day))}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles.legend} aria-label="Marks">
        {(['usual', 'added', 'removed'] as const).map((service) => (
          <li key={service}>
            <span className={styles.dayCell} data-service={service} aria-hidden />
            {SERVICE_WORDS[service]}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** This month, where the calendar covers it. */
function firstMonth({ startsOn, endsOn }: CalendarDescription): string {
  const now = new Date().toISOString().slice(0, 7);
  return now < startsOn.slice(0, 7) || now > endsOn.slice(0, 7) ? startsOn.slice(0, 7) : now;
}
