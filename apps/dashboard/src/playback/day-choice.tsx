import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '../shell/button.tsx';
import { DayField } from '../shell/day-field.tsx';
import { dayAfter } from '../words/day.ts';
import styles from './playback.module.css';

interface DayChoiceProps {
  readonly day: string;
  /** Later days have not come yet. */
  readonly today: string;
  readonly onDay: (day: string) => void;
}

export function DayChoice({ day, today, onDay }: DayChoiceProps) {
  return (
    <fieldset className={styles.days} aria-label="Day">
      <IconButton label="Day before" onClick={() => onDay(dayAfter(day, -1))}>
        <ChevronLeft size={18} />
      </IconButton>
      <DayField className={styles.day} aria-label="Day" day={day} max={today} onDay={onDay} />
      <IconButton label="Day after" disabled={day >= today} onClick={() => onDay(dayAfter(day, 1))}>
        <ChevronRight size={18} />
      </IconButton>
    </fieldset>
  );
}
