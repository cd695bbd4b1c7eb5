import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plainOf } from '../../src/mongo/ejson.ts';
import { type Collection, parseFieldMap } from '../../src/mongo/field-paths.ts';
import { type Rejection, type Rows, readRows } from '../../src/mongo/read-exports.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { NOON, observations, oid, writeExport } from './exports.ts';

const folder = temporaryFolder();

async function read<C extends Collection>(collection: C, path: string, map?: string, iriFactor?: number) {
  const rows: Rows[C][] = [];
  const rejected: Rejection[] = [];
  const reading = {
    map: parseFieldMap(map),
    now: NOON + 86_400_000,
    speedFactor: 1,
    iriFactor,
    onRejected: (one: Rejection) => rejected.push(one),
  };
  for await (const part of readRows(collection, path, reading)) rows.push(...part);
  return { rows, rejected };
}

describe('Extended JSON', () => {
  test.each([
    [{ $oid: 'ab' }, 'ab'],
    [{ $numberInt: '7' }, 7],
    [{ $numberLong: '1746360000000' }, 1_746_360_000_000],
    [{ $numberLong: '9223372036854775807' }, '9223372036854775807'],
    [{ $numberDouble: '-0.5' }, -0.5],
    [{ $numberDouble: 'NaN' }, Number.NaN],
    [{ $numberDecimal: '12.25' }, 12.25],
    [{ $date: '2026-05-04T12:00:00Z' }, new Date(NOON)],
    [{ $date: { $numberLong: String(NOON) } }, new Date(NOON)],
    [{ $date: NOON }, new Date(NOON)],
    [{ $timestamp: { t: NOON / 1000, i: 1 } }, new Date(NOON)],
    [
      { $binary: { base64: 'EjRWeBI0EjQSNBI0VniavA==', subType: '04' } },
      '12345678-1234-1234-1234-12345678' + '9abc',
    ],
    [{ $binary: 'EjRWeBI0EjQSNBI0VniavA==', $type: '03' }, '12345678-1234-1234-1234-123456789abc'],
    [{ $ref: 'users', $id: { $oid: 'ab' } }, 'ab'],
    [{ $undefined: true }, null],
    [{ a: [{ $symbol: 's' }, { b: { $minKey: 1 } }] }, { a: ['s', { b: null }] }],
  ])('%j', (written, meant) => expect(plainOf(written)).toEqual(meant));
});

describe('files', () => {
  const documents = observations(3, 'canonical');

  test('an array of many lines for each document, and a gzipped one', async () => {
    const pretty = join(folder, 'pretty.json');
    writeFileSync(pretty, `\uFEFF\n${JSON.stringify(documents, null, 2)}`);
    const packed = join(folder, 'packed.json');
    writeFileSync(packed, gzipSync(documents.map((one) => JSON.stringify(one)).join('\n')));
    for (const path of [pretty, packed]) expect((await read('observations', path)).rows).toHaveLength(3);
  });

  test('an array that breaks off gives what came before, and the line where it ended', async () => {
    const whole = `[${documents.map((one) => JSON.stringify(one)).join(',\n')}]`;
    const path = join(folder, 'cut.json');
    writeFileSync(path, whole.slice(0, -20));
    const { rows, rejected } = await read('observations', path);
    expect(rows).toHaveLength(2);
    expect(rejected).toEqual([
      expect.objectContaining({ line: 3, reason: expect.stringContaining('not JSON') }),
    ]);
  });

  test('texts with brackets, braces and quotes are texts', async () => {
    const path = writeExport(folder, 'texts.json', [{ _id: 'a', name: '}]"[{\\' }, { _id: 'b' }], true);
    const { rows, rejected } = await read('users', path);
    expect([rows.map(({ userId, name }) => [userId, name]), rejected]).toEqual([
      [
        ['a', '}]"[{\\'],
        ['b', null],
      ],
      [],
    ]);
  });
});

describe('users', () => {
  const kept = async (document: object, map?: string) =>
    (await read('users', writeExport(folder, 'users.json', [document]), map)).rows;

  test('keep each field that was not used, also another usual name of one that was found', async () => {
    const user = { _id: 'a', uid: 'auth0|a', name: 'Ann', username: 'ann', displayName: 'Annie' };
    expect(await kept({ ...user, role: 'rider', roles: ['rider'], created: NOON, mail: null })).toEqual([
      {
        userId: 'a',
        name: 'Ann',
        email: null,
        roles: ['rider'],
        createdAt: NOON,
        attributes: { uid: 'auth0|a', username: 'ann', displayName: 'Annie', role: 'rider', mail: null },
      },
    ]);
  });

  test('keep the usual names where --map says another, and the whole of a field that was looked into', async () => {
    const user = {
      _id: 'a',
      uid: 'u-1',
      profile: { name: 'Ann', city: 'Monaco' },
      contact: { mail: 'a@b.c' },
    };
    expect(await kept(user, 'users.userId=uid,users.email=contact.mail')).toMatchObject([
      {
        userId: 'u-1',
        name: 'Ann',
        email: 'a@b.c',
        attributes: { _id: 'a', profile: user.profile, contact: user.contact },
      },
    ]);
  });

  test('keep no secret among them', async () => {
    const [user] = await kept({ _id: 'a', userId: 'b', apiKey: 'hush', sessions: ['hush'] });
    expect(user?.attributes).toEqual({ userId: 'b' });
  });
});

describe('observations', () => {
  const at = { timestamp: { $date: '2026-05-04T12:00:00Z' }, deviceId: 'd' };
  test.each([
    [{ loc: [7.4, 43.7] }, [43.7, 7.4]],
    [{ location: { lat: 43.7, lng: 7.4 } }, [43.7, 7.4]],
    [{ position: { latitude: { $numberDecimal: '43.7' }, longitude: '7.4' } }, [43.7, 7.4]],
    [{ lat: 43.7, lon: 7.4 }, [43.7, 7.4]],
  ])('a place as %j', async (place, [latitude, longitude]) => {
    const { rows } = await read('observations', writeExport(folder, 'places.json', [{ ...at, ...place }]));
    expect(rows).toEqual([expect.objectContaining({ latitude, longitude, roughness: null })]);
  });

  test('roughness of samples about their mean, and of an IRI by the given factor; -1 is unknown', async () => {
    const path = writeExport(folder, 'rough.json', [
      { ...at, lat: 1, lng: 2, samples: [9.8, 11.8, 9.8, 7.8], speed: -1, heading: -1 },
      { ...at, lat: 1, lng: 2, accelerometer: [{ z: 1 }, { z: -1 }, { z: 1 }, { z: -1 }] },
      { ...at, lat: 1, lng: 2, iri: 4 },
      { ...at, lat: 1, lng: 2, samples: [1, 2] },
    ]);
    const { rows, rejected } = await read('observations', path, undefined, 0.5);
    expect(rows.map(({ roughness }) => roughness?.toFixed(9))).toEqual([
      '1.414213562',
      '1.000000000',
      '2.000000000',
    ]);
    expect(rows[0]).toMatchObject({ speed: null, heading: null });
    expect(rejected).toEqual([
      expect.objectContaining({ line: 4, reason: expect.stringContaining('at least 4') }),
    ]);
  });

  test('--map finds fields elsewhere', async () => {
    const path = writeExport(folder, 'mapped.json', [
      { who: { imei: '35' }, at: NOON, gps: [1, 2], userId: 'u' },
    ]);
    const { rows } = await read('observations', path, 'observations.deviceId=who.imei,observations.time=at');
    expect(rows).toEqual([
      expect.objectContaining({ deviceId: '35', time: NOON, latitude: 2, longitude: 1 }),
    ]);
  });
});

describe('segments', () => {
  test('Features, several lines, and ways that go backward', async () => {
    const path = writeExport(folder, 'ways.json', [
      {
        _id: oid(5),
        type: 'Feature',
        properties: { name: 'Rue', highway: 'service', oneway: '-1' },
        geometry: {
          type: 'MultiLineString',
          coordinates: [
            [
              [1, 1],
              [1, 1],
              [2, 2],
            ],
            [
              [2, 2],
              [3, 3],
            ],
          ],
        },
      },
    ]);
    expect((await read('segments', path)).rows).toEqual([
      {
        id: oid(5).$oid,
        name: 'Rue',
        roadClass: 'service',
        oneWay: true,
        parts: [
          [
            [3, 3],
            [2, 2],
          ],
          [
            [2, 2],
            [1, 1],
          ],
        ],
      },
    ]);
  });

  test.each([
    [{ _id: 'a', geometry: { type: 'Point', coordinates: [1, 2] } }, 'no line'],
    [{ _id: 'a', geometry: { type: 'LineString', coordinates: [[1, 2]] } }, 'no line'],
    [
      {
        _id: 'a',
        geometry: {
          type: 'LineString',
          coordinates: [
            [1, 2],
            [400, 2],
          ],
        },
      },
      'no line',
    ],
    [
      {
        _id: 'a~1',
        geometry: {
          type: 'LineString',
          coordinates: [
            [1, 2],
            [2, 2],
          ],
        },
      },
      'has a ~',
    ],
  ])('%j is refused', async (document, reason) => {
    const { rows, rejected } = await read('segments', writeExport(folder, 'bad.json', [document]));
    expect([rows, rejected]).toEqual([
      [],
      [expect.objectContaining({ reason: expect.stringContaining(reason) })],
    ]);
  });
});
