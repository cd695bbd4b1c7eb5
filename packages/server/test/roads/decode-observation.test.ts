import { describe, expect, it } from 'vitest';
import { decodeObservation } from '../../src/modules/roads/observations/decode-observation.ts';

const NOW = Date.parse('2026-05-04T07:45:50Z');
const SUBJECT = {
  ...{ tenant: 'default', id: 'phone-7', roles: new Set(['viewer'] as const) },
  ...{ vehicles: new Set<string>(), expiresAt: NOW },
};

describe('an observation as it was sent', () => {
  it('has its place and time where a fix has them', () => {
    const place = { latitude: 52.5, longitude: 13.4 };
    const decoded = (given: object) => decodeObservation(SUBJECT, { roughness: 1, ...given }, NOW);
    expect(decoded({ lat: 52.5, lng: 13.4 })).toMatchObject({ ...place, accuracy: null, time: NOW });
    expect(
      decoded({ ...place, lat: 1, lng: 2, accuracy: 0, timestamp: NOW - 5, time: NOW - 9 }),
    ).toMatchObject({ ...place, accuracy: null, time: NOW - 5 });
  });
});
