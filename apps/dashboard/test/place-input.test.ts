import { expect, it } from 'vitest';
import { readPlace } from '../src/detail/share/place-input.ts';
import { positionText } from '../src/words/figures.ts';

const PLACE = { latitude: 52.6638, longitude: -8.6267 };

it('reads a place as maps copy it, and as the dashboard shows it', () => {
  for (const text of ['52.6638, -8.6267', ' 52.6638 -8.6267 ', '52.6638;-8.6267', positionText(PLACE)])
    expect(readPlace(text)).toEqual(PLACE);
});

it('tells nothing from no place', () => {
  expect(readPlace('  ')).toBeNull();
  for (const text of ['the museum', '52.6638', '91, 0', '0, 181', '1, 2, 3'])
    expect(readPlace(text)).toBeUndefined();
});
