import { type InputHTMLAttributes, useEffect, useRef } from 'react';
import { isDay } from '../words/day.ts';

interface DayFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'value' | 'onChange'> {
  readonly day: string;
  readonly onDay: (day: string) => void;
}

/** A date field that is left alone while one types: 0002, 0020 and 0202 come before 2026 and are not meant. */
export function DayField({ day, onDay, ...rest }: DayFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== null) field.current.value = day;
  }, [day]);
  return (
    <input
      {...rest}
      ref={field}
      type="date"
      defaultValue={day}
      onChange={({ target }) => {
        if (isDay(target.value)) onDay(target.value);
      }}
      onBlur={({ target }) => {
        target.value = day;
      }}
    />
  );
}
