import { ToggleGroup } from 'radix-ui';
import styles from './range-choice.module.css';

export const RANGES_HOURS = [1, 6, 24] as const;

/** How much of the past to show. */
export function RangeChoice({ hours, onHours }: { hours: number; onHours: (hours: number) => void }) {
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.ranges}
      aria-label="Length of the trail"
      value={String(hours)}
      onValueChange={(value) => {
        if (value !== '') onHours(Number(value));
      }}
    >
      {RANGES_HOURS.map((range) => (
        <ToggleGroup.Item
          key={range}
          value={String(range)}
          className={styles.range}
          aria-label={`Last ${range} h`}
        >
          {range} h
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
