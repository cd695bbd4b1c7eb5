import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/replay/read-csv.ts';
import { readGeoJson } from '../../src/replay/read-geojson.ts';
import { readGpx } from '../../src/replay/read-gpx.ts';
import { readNmea } from '../../src/replay/read-nmea.ts';
import { fixesOf, read } from './read.ts';

const SAMPLES = {
  csv: 'vehicle,lat,lon,time,speed\n"a b",1,2,2019-02-18T07:45:50Z,3\n7,4,5,1425744214,6\n',
  gpx: '<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2019-02-18T07:45:50Z</time></trkpt></trkseg></trk></gpx>',
  geojson:
    '{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2,3]]},"properties":{"times":["2019-02-18T07:45:50Z"]}}',
  nmea: '$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n$GPGGA,123520,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*4D\r\n',
};
const READERS = { csv: readCsv, gpx: readGpx, geojson: readGeoJson, nmea: readNmea };

describe.each(['csv', 'gpx', 'geojson', 'nmea'] as const)('%s', (format) => {
  const reader = READERS[format];

  test('any text ends in positions and flaws, never in an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 64 }),
        async (text, size) => {
          for (const fix of fixesOf(await read(reader, text, {}, size))) expectPlausible(fix);
        },
      ),
    );
  });

  test('a damaged sample too', async () => {
    const sample = SAMPLES[format];
    const damage = fc.record({
      at: fc.nat(sample.length),
      cut: fc.nat(10),
      put: fc.string({ maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const text = damages.reduce(
          (rest, { at, cut, put }) => rest.slice(0, at) + put + rest.slice(at + cut),
          sample,
        );
        for (const fix of fixesOf(await read(reader, text))) expectPlausible(fix);
      }),
    );
  });

  test('the pieces in which a text comes do not matter', async () => {
    const whole = await read(reader, SAMPLES[format], {}, 1_000_000);
    expect(fixesOf(whole).length).toBeGreaterThan(0);
    for (const size of [1, 2, 3, 13]) expect(await read(reader, SAMPLES[format], {}, size)).toEqual(whole);
  });
});

function expectPlausible({ latitude, longitude, time, vehicleId }: ReturnType<typeof fixesOf>[number]): void {
  expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
  expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
  expect(Number.isSafeInteger(time)).toBe(true);
  expect(vehicleId).toMatch(/^[A-Za-z0-9._~@-]{1,128}$/);
}
