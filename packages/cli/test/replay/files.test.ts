import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { vehicleIdOfFile } from '../../src/replay/open-recording.ts';
import { readAll } from '../../src/replay/read-all.ts';

const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../shared/data');
const reading = { vehicleId: undefined, speedFactor: 1, columns: [] };
const CSV = 'lat,lon,time\n1,2,2015-03-07T16:03:34Z\n1,2,2015-03-07T16:03:33Z\n';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'waycast-replay-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe('files', () => {
  test('gzipped or not, by name or by content, sorted by time over all', async () => {
    const files = [
      file('bus 7.csv', CSV),
      file('bus-8.csv.gz', gzipSync(CSV)),
      file(
        'unnamed',
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[2,1]},"properties":{"time":1425744213500}}',
      ),
      file('log.txt', '$GPRMC,160333,A,0100.000,N,00200.000,E,,,070315,,\n'),
    ];
    const { fixes, vehicles, flaws } = await readAll(files, undefined, reading);
    expect(flaws).toBe(0);
    expect(vehicles).toBe(4);
    expect(fixes.map(({ vehicleId }) => vehicleId)).toEqual([
      'bus-7',
      'bus-8',
      'log',
      'unnamed',
      'bus-7',
      'bus-8',
    ]);
  });

  test('a gzip that breaks off gives what it has, and is a flaw', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, n) => `${n % 90},${(n * 7919) % 180},${1_425_744_213 + n}`,
    );
    const whole = gzipSync(`lat,lon,time\n${rows.join('\n')}\n`);
    const { fixes, firstFlaws } = await readAll(
      [file('a.csv.gz', whole.subarray(0, whole.length >> 1))],
      undefined,
      reading,
    );
    expect(fixes.length).toBeGreaterThan(1000);
    expect(firstFlaws.at(-1)?.reason).toMatch(/^broken off: /);
  });

  test('only the first five flaws are kept, all are counted', async () => {
    const { flaws, firstFlaws } = await readAll(
      [file('a.csv', `lat,lon,time\n${'x,y,z\n'.repeat(9)}`)],
      undefined,
      reading,
    );
    expect([flaws, firstFlaws.length, firstFlaws[4]?.where]).toEqual([9, 5, 'line 6']);
  });

  test('a file that is not there', async () => {
    await expect(readAll([join(directory, 'no.gpx')], undefined, reading)).rejects.toThrow(
      /no\.gpx cannot be read: ENOENT/,
    );
  });

  test.each([
    ['/x/ride.gpx', 'ride'],
    ['bus 7 (new).csv.gz', 'bus-7-new'],
    ['日本.nmea', 'vehicle'],
    ['a.b.geojson', 'a.b'],
  ])('%s is vehicle %s', (path, id) => {
    expect(vehicleIdOfFile(path)).toBe(id);
  });
});

describe('real data', () => {
  const ride = join(DATA, 'limerick-304/ride.gpx');
  test.skipIf(!existsSync(ride))(
    'a bus ride in Limerick has 2,144 fixes (skipped where the data folder is absent)',
    async () => {
      const { fixes, flaws } = await readAll([ride], undefined, reading);
      expect([fixes.length, flaws]).toEqual([2144, 0]);
      expect(fixes[0]).toEqual({
        vehicleId: 'ride',
        latitude: 52.629151,
        longitude: -8.661746,
        time: Date.UTC(2019, 1, 18, 7, 45, 50),
        altitude: 19.5,
      });
    },
  );

  const austin = join(DATA, 'capmetro/vehicle_positions_2015-03-07.csv.gz');
  test.skipIf(!existsSync(austin))(
    'the Austin day is read whole and sorted (skipped where the data folder is absent)',
    async () => {
      const { fixes, vehicles, flaws } = await readAll([austin], undefined, {
        ...reading,
        speedFactor: 0.447_04,
      });
      expect([fixes.length, flaws]).toEqual([44_564, 0]);
      expect(vehicles).toBeGreaterThan(100);
      expect(fixes.every(({ time }, index) => index === 0 || time >= (fixes[index - 1]?.time ?? 0))).toBe(
        true,
      );
      expect(Math.max(...fixes.map(({ speed }) => speed ?? 0))).toBeLessThan(45);
    },
  );
});
