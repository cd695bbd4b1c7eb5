import { expect, test } from 'vitest';
import { readGpx } from '../../src/replay/read-gpx.ts';
import { fixesOf, flawsOf, read } from './read.ts';

const point = (inner: string, attributes = 'lat="52.5" lon="-8.5"') =>
  `<trkpt ${attributes}>${inner}</trkpt>\n`;
const gpx = (...points: string[]) =>
  `<?xml version="1.0"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:g="urn:g">\n<metadata><time>2019-01-01T00:00:00Z</time></metadata>\n<trk><trkseg>\n${points.join('')}</trkseg></trk></gpx>`;
const TIME = Date.UTC(2019, 1, 18, 7, 45, 50);

test('position, time and elevation', async () => {
  const text = gpx(point('<ele>19.5</ele>\n<time>2019-02-18T07:45:50Z</time>'));
  expect(await read(readGpx, text)).toEqual([
    { fix: { vehicleId: 'file', latitude: 52.5, longitude: -8.5, time: TIME, altitude: 19.5 } },
  ]);
});

test('speed and course, of GPX 1.0 and inside extensions', async () => {
  const own = point('<time>2019-02-18T07:45:50Z</time><speed>3.5</speed><course>90</course>');
  const extended = point(
    '<time>2019-02-18T07:45:50Z</time><extensions><g:TrackPointExtension><g:speed>4</g:speed><g:course>180</g:course></g:TrackPointExtension></extensions>',
  );
  const fixes = fixesOf(await read(readGpx, gpx(own, extended), { speedFactor: 0.5 }));
  expect(fixes.map(({ speed, heading }) => [speed, heading])).toEqual([
    [3.5, 90],
    [4, 180],
  ]);
});

test('points without time or place are flaws with their line', async () => {
  const findings = await read(
    readGpx,
    gpx(point('<ele>1</ele>'), point('<time>2019-02-18T07:45:50Z</time>', 'lat="x" lon="1"')),
  );
  expect(flawsOf(findings)).toEqual([
    'line 5: time is missing, not ISO 8601 or seconds or milliseconds since 1970',
    'line 6: latitude is "x", not -90 to 90',
  ]);
});

test('a file that breaks off gives what it has, and says so', async () => {
  const whole = gpx(point('<time>2019-02-18T07:45:50Z</time>'), point('<time>2019-02-18T07:45:51Z</time>'));
  const findings = await read(readGpx, whole.slice(0, whole.indexOf('07:45:51')));
  expect(fixesOf(findings)).toHaveLength(1);
  expect(flawsOf(findings).length).toBeGreaterThan(0);
  expect(flawsOf(findings)[0]).toContain('not well-formed XML');
});
