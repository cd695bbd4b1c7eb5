import { expect, test } from 'vitest';
import { readCsv } from '../../src/replay/read-csv.ts';
import { fixesOf, flawsOf, read } from './read.ts';

const TIME = Date.UTC(2015, 2, 7, 16, 3, 34);

test('columns are found by name, in any order, with other columns between', async () => {
  const text =
    'vehicle_id,timestamp,speed,route_id,latitude,longitude\n2010,2015-03-07T10:03:34-06:00,36,320,30.2,-97.7\n';
  const fixes = fixesOf(await read(readCsv, text, { speedFactor: 1 / 3.6 }));
  expect(fixes).toEqual([{ vehicleId: '2010', latitude: 30.2, longitude: -97.7, time: TIME, speed: 10 }]);
});

test.each([
  ['lat,lng,time', '1,2,2015-03-07 16:03:34'],
  ['Y;X;Date', '1;2;2015-03-07T16:03:34Z'],
  ['LATITUDE\tLong\tTs', '1\t2\t1425744214'],
  ['"gps_lat"|"gps_lon"|"Recorded At"', '1|2|1425744214000'],
  ['\uFEFFlatitude,longitude,datetime', '1,2,2015-03-07T17:03:34+0100'],
  ['lat,lon,utc', ' 1 , 2 ,"2015-03-07T16:03:34.000Z"'],
])('%s', async (header, row) => {
  const findings = await read(readCsv, `${header}\r\n${row}\r\n`);
  expect(findings).toEqual([{ fix: { vehicleId: 'file', latitude: 1, longitude: 2, time: TIME } }]);
});

test('--map names columns, with the pair in either order', async () => {
  const text = 'a,b,c,bus\n1,2,2015-03-07T16:03:34Z,7\n';
  const columns = [
    ['a', 'lat'],
    ['longitude', 'b'],
    ['c', 'timestamp'],
  ] as const;
  expect(fixesOf(await read(readCsv, text, { columns }))).toEqual([
    { vehicleId: '7', latitude: 1, longitude: 2, time: TIME },
  ]);
});

test('--map with a name that is no column says which there are', async () => {
  const reading = read(readCsv, 'a,b\n1,2\n', { columns: [['z', 'lat']] });
  await expect(reading).rejects.toThrow(
    '--map z=lat: neither is a column. Columns: a, b. Fields: vehicleId, latitude',
  );
});

test('--vehicle wins over the column', async () => {
  const text = 'bus,lat,lon,time\n7,1,2,2015-03-07T16:03:34Z\n';
  expect(fixesOf(await read(readCsv, text, { vehicleId: 'own' }))[0]?.vehicleId).toBe('own');
});

test('bad rows are told with line and reason, and the rest goes on', async () => {
  const rows = [
    '91,2,2015-03-07T16:03:34Z',
    '1,east,2015-03-07T16:03:34Z',
    '1,2,7/3/2015',
    '1,2',
    '',
    '1,2,2015-03-07T16:03:34Z',
  ];
  const findings = await read(readCsv, `lat,lon,time\n${rows.join('\n')}\n`);
  expect(flawsOf(findings)).toEqual([
    'line 2: latitude is "91", not -90 to 90',
    'line 3: longitude is "east", not -180 to 180',
    'line 4: time is "7/3/2015", not ISO 8601 or seconds or milliseconds since 1970',
    'line 5: time is missing, not ISO 8601 or seconds or milliseconds since 1970',
  ]);
  expect(fixesOf(findings)).toHaveLength(1);
});

test('measurements that are no numbers in range are left out', async () => {
  const text = 'lat,lon,time,speed,heading,altitude,accuracy\n1,2,2015-03-07T16:03:34Z,fast,361,12.5,-1\n';
  expect(fixesOf(await read(readCsv, text))).toEqual([
    { vehicleId: 'file', latitude: 1, longitude: 2, time: TIME, altitude: 12.5 },
  ]);
});

test('a file without the needed columns is one flaw that names them', async () => {
  expect(flawsOf(await read(readCsv, 'a,b,lat\n1,2,3\n4,5,6\n'))).toEqual([
    'line 1: no column for longitude and time among a, b, lat; name them with --map',
  ]);
});
