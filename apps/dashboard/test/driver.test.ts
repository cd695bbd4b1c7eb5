import { expect, test } from 'vitest';
import { toFix } from '../src/driver/to-fix.ts';
import { waitingText } from '../src/driver/waiting-text.ts';
import { aPosition } from './a-position.ts';

test('a phone as a tracker says what it knows and leaves out what it does not', () => {
  expect(toFix('bus-7', aPosition(0, {}))).toEqual({
    vehicleId: 'bus-7',
    latitude: 52.66,
    longitude: -8.63,
    accuracy: 6,
    timestamp: '1970-01-01T00:00:00.000Z',
  });
  expect(toFix('bus-7', aPosition(0, { speed: 4, heading: 90, altitude: 12 }))).toMatchObject({
    speed: 4,
    heading: 90,
    altitude: 12,
  });
  const standing = toFix('bus-7', aPosition(0, { speed: 0, heading: Number.NaN }));
  expect(standing).toMatchObject({ speed: 0 });
  expect(standing).not.toHaveProperty('heading');
  expect(toFix('bus-7', aPosition(0, { speed: -1, heading: -1 }))).not.toHaveProperty('speed');
});

test('why positions wait is said, and a lost connection only where it is one', () => {
  expect(waitingText('unavailable')).toMatch(/^No connection/);
  expect(waitingText('rate_limited')).toMatch(/no more positions of this vehicle just now/);
  for (const code of ['unauthenticated', 'forbidden'] as const)
    expect(waitingText(code)).toMatch(/does not let this phone report/);
});
