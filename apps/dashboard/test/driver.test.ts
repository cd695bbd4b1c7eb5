import { describe, expect, test } from 'vitest';
import { toFix, worthReporting } from '../src/driver/to-fix.ts';

function position(timestamp: number, coords: Partial<GeolocationCoordinates>): GeolocationPosition {
  const all = {
    latitude: 52.66,
    longitude: -8.63,
    accuracy: 6,
    altitude: null,
    altitudeAccuracy: null,
    heading: null,
    speed: null,
    ...coords,
  };
  return { timestamp, coords: { ...all, toJSON: () => all }, toJSON: () => ({}) };
}

describe('a phone as a tracker', () => {
  test('says what it knows and leaves out what it does not', () => {
    expect(toFix('bus-7', position(0, {}))).toEqual({
      vehicleId: 'bus-7',
      latitude: 52.66,
      longitude: -8.63,
      accuracy: 6,
      timestamp: '1970-01-01T00:00:00.000Z',
    });
    expect(toFix('bus-7', position(0, { speed: 4, heading: 90, altitude: 12 }))).toMatchObject({
      speed: 4,
      heading: 90,
      altitude: 12,
    });
    const standing = toFix('bus-7', position(0, { speed: 0, heading: Number.NaN }));
    expect(standing).toMatchObject({ speed: 0 });
    expect(standing).not.toHaveProperty('heading');
    expect(toFix('bus-7', position(0, { speed: -1, heading: -1 }))).not.toHaveProperty('speed');
  });

  test('reports every second while moving, rarely while standing', () => {
    const still = position(0, { speed: 0 });
    expect(worthReporting(null, still)).toBe(true);
    expect(worthReporting(still, position(5000, { speed: 0 }))).toBe(false);
    expect(worthReporting(still, position(10_000, { speed: null }))).toBe(true);
    expect(worthReporting(still, position(1000, { speed: 8 }))).toBe(true);
    expect(worthReporting(still, position(400, { speed: 8 }))).toBe(false);
    expect(worthReporting(still, position(2000, { latitude: 52.6602 }))).toBe(true);
    expect(worthReporting(still, position(2000, { latitude: 52.6602, accuracy: 80 }))).toBe(false);
  });
});
