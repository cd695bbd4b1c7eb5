// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { DayField } from '../src/shell/day-field.tsx';

afterEach(cleanup);

const told: string[] = [];

function Page() {
  const [day, setDay] = useState('2026-05-04');
  return (
    <>
      <DayField
        aria-label="Day"
        day={day}
        onDay={(chosen) => {
          told.push(chosen);
          setDay(chosen);
        }}
      />
      <button type="button" onClick={() => setDay('2026-05-03')}>
        Day before
      </button>
    </>
  );
}

test('a field of days tells of the year that is meant, and is not overwritten while it is typed', () => {
  render(<Page />);
  const field = screen.getByLabelText<HTMLInputElement>('Day');
  for (const value of ['0002-05-04', '0020-05-04', '0202-05-04', '2025-05-04']) {
    fireEvent.change(field, { target: { value } });
    expect(field.value).toBe(value);
  }
  expect(told).toEqual(['2025-05-04']);
  fireEvent.change(field, { target: { value: '' } });
  fireEvent.blur(field);
  expect(field.value).toBe('2025-05-04');
  fireEvent.click(screen.getByRole('button', { name: 'Day before' }));
  expect(field.value).toBe('2026-05-03');
  expect(told).toEqual(['2025-05-04']);
});
