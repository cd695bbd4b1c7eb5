import { expect, test } from 'vitest';
import { readNmea } from '../../src/replay/read-nmea.ts';
import { fixesOf, flawsOf, read } from './read.ts';

/** A line with its right checksum. */
function sentence(body: string): string {
  const sum = [...body].reduce((xor, character) => xor ^ character.charCodeAt(0), 0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}`;
}
const rmc = (clock: string, date: string, rest = '4807.038,N,01131.000,W,022.4,084.4') =>
  sentence(`GPRMC,${clock},A,${rest},${date},003.1,W`);
const gga = (clock: string) => sentence(`GNGGA,${clock},4807.038,N,01131.000,W,1,08,0.9,545.4,M,46.9,M,,`);
const readLines = (...lines: string[]) => read(readNmea, lines.join('\r\n'));

test('the sentences of one moment are one position, in whatever order', async () => {
  const orders = [
    [rmc('123519', '230394'), gga('123519')],
    [gga('123519'), rmc('123519', '230394')],
  ];
  for (const lines of orders) {
    const [fix, ...others] = fixesOf(await readLines(...lines));
    expect(others).toEqual([]);
    expect(fix).toMatchObject({
      vehicleId: 'file',
      heading: 84.4,
      altitude: 545.4,
      time: Date.UTC(1994, 2, 23, 12, 35, 19),
    });
    expect(fix?.latitude).toBeCloseTo(48.1173, 6);
    expect(fix?.longitude).toBeCloseTo(-11.516_667, 6);
    expect(fix?.speed).toBeCloseTo(22.4 * 0.514_444, 4);
  }
});

test('a GGA alone takes the day of the last RMC, and the next day after midnight', async () => {
  const fixes = fixesOf(
    await readLines(rmc('235958', '311219'), gga('235959.50'), gga('000001'), gga('000002')),
  );
  expect(fixes.map(({ time }) => new Date(time).toISOString())).toEqual([
    '2019-12-31T23:59:58.000Z',
    '2019-12-31T23:59:59.500Z',
    '2020-01-01T00:00:01.000Z',
    '2020-01-01T00:00:02.000Z',
  ]);
});

test("what cannot be used is told with its line; other sentences and a logger's stamps are passed over", async () => {
  const good = rmc('123519', '230394');
  const findings = await readLines(
    gga('123518'),
    good.replace('4807', '4808'),
    sentence('GPRMC,123520,V,,,,,,,230394,,'),
    sentence('GPGSV,1,1,00'),
    '# comment',
    sentence('GPRMC,126060,A,4807.038,N,01131.000,W,,,230394,,'),
    sentence('GPRMC,123521,A,4807.038,X,01131.000,W,,,230394,,'),
    sentence('GPGGA,123522,,,,,0,00,,,M,,M,,'),
    `2019-02-18 07:45:50 ${good}`,
  );
  expect(flawsOf(findings)).toEqual([
    expect.stringMatching(/^line 2: checksum is /),
    'line 3: the receiver had no position (RMC status is not A)',
    'line 6: RMC time "126060" or date "230394" cannot be read',
    'line 7: RMC position cannot be read',
    'line 8: the receiver had no position (GGA quality is 0)',
    'line 1: GGA has no date, and no RMC came before it',
  ]);
  expect(fixesOf(findings)).toHaveLength(1);
});

test('a sentence without checksum is taken', async () => {
  expect(fixesOf(await readLines('$GPRMC,123519,A,4807.038,S,01131.000,E,,,230394,,'))).toMatchObject([
    { latitude: expect.closeTo(-48.1173, 4) },
  ]);
});
