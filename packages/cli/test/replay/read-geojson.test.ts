import { expect, test } from 'vitest';
import { readGeoJson } from '../../src/replay/read-geojson.ts';
import { fixesOf, flawsOf, read } from './read.ts';

const T1 = '2019-02-18T07:45:50Z';
const T2 = '2019-02-18T07:45:52Z';
const time = Date.parse(T1);
const feature = (geometry: object, properties: object | null) => ({ type: 'Feature', geometry, properties });
const readJson = (root: unknown, options = {}) => read(readGeoJson, JSON.stringify(root), options);

test('points with a time and measurements among their properties', async () => {
  const geometry = { type: 'Point', coordinates: [-8.5, 52.5, 19] };
  const root = {
    type: 'FeatureCollection',
    features: [feature(geometry, { timestamp: T1, speed: 36, vehicleId: 'bus-7', course: 90 })],
  };
  expect(await readJson(root, { speedFactor: 1 / 3.6 })).toEqual([
    {
      fix: {
        vehicleId: 'bus-7',
        latitude: 52.5,
        longitude: -8.5,
        altitude: 19,
        time,
        speed: 10,
        heading: 90,
      },
    },
  ]);
});

test.each([
  ['coordTimes', { coordTimes: [T1, T2] }],
  ['times', { times: [time, time + 2000] }],
  ['coordinateProperties', { coordinateProperties: { times: [T1, T2] } }],
])('a line with %s', async (_, properties) => {
  const line = feature(
    {
      type: 'LineString',
      coordinates: [
        [-8.5, 52.5, 19],
        [-8.6, 52.6],
      ],
    },
    properties,
  );
  expect(fixesOf(await readJson(line))).toEqual([
    { vehicleId: 'file', latitude: 52.5, longitude: -8.5, altitude: 19, time },
    { vehicleId: 'file', latitude: 52.6, longitude: -8.6, time: time + 2000 },
  ]);
});

test('several lines, with the times of each', async () => {
  const geometry = { type: 'MultiLineString', coordinates: [[[1, 2]], [[3, 4]]] };
  expect(fixesOf(await readJson(feature(geometry, { coordTimes: [[T1], [T2]] })))).toHaveLength(2);
});

test.each([
  ['not JSON', 'x{', /^file: not JSON: /],
  ['a number', '7', /^file: not a GeoJSON object$/],
  ['no features', '{"type":"FeatureCollection"}', /^file: a FeatureCollection without features$/],
  [
    'a line without times',
    JSON.stringify(feature({ type: 'LineString', coordinates: [[1, 2]] }, null)),
    /without coordTimes/,
  ],
  [
    'another geometry',
    JSON.stringify(feature({ type: 'Polygon', coordinates: [] }, null)),
    /^feature 1: neither a Point nor/,
  ],
  [
    'fewer times than places',
    JSON.stringify(feature({ type: 'LineString', coordinates: [[1, 2]] }, { coordTimes: [] })),
    /^feature 1, coordinate 1: time is missing/,
  ],
])('%s is a flaw', async (_, text, expected) => {
  const findings = await read(readGeoJson, text);
  expect(flawsOf(findings)).toEqual([expect.stringMatching(expected)]);
});
