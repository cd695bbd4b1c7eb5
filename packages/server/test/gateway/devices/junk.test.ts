import { WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backgroundGeolocation } from '../../../src/gateway/devices/background-geolocation.ts';
import { gpslogger } from '../../../src/gateway/devices/gpslogger.ts';
import { osmand } from '../../../src/gateway/devices/osmand.ts';
import { overland } from '../../../src/gateway/devices/overland.ts';
import { owntracks } from '../../../src/gateway/devices/owntracks.ts';
import { traccar } from '../../../src/gateway/devices/traccar.ts';
import { decodeFix } from '../../../src/kernel/decode-fix.ts';

const FORMATS = { osmand, backgroundGeolocation, owntracks, overland, gpslogger, traccar };
const NOW = Date.parse('2026-05-04T07:45:50.000Z');

const NAMES = [
  ...['id', 'lat', 'lon', 'location', 'locations', 'timestamp', 'coords', 'latitude', 'longitude', 'uuid'],
  ...['_type', 'tst', 'geometry', 'coordinates', 'properties', 'position', 'fixTime', 'device', 'uniqueId'],
  ...['speed', 'vel', 'attributes', 'device_id', '__proto__', 'time', 'spd'],
];
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'location',
    '52.5',
    52.5,
    -1,
    1e308,
    '2026-05-04T07:45:00Z',
    [],
    {},
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
/** JSON whose fields are named as the formats name theirs, but hold anything. */
const json = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, value, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 6 }),
})).any;
const fields = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(fc.string(), fc.constantFrom('52', '-8', '0')),
);

describe.each(Object.entries(FORMATS))('%s', (_name, format) => {
  it('reads anything: what is no position is refused as invalid, and only that', () => {
    fc.assert(
      fc.property(json, fields, (body, form) => {
        const request = { json: body, fields: new Map(Object.entries(form)), headers: {} };
        expect(['string', 'undefined']).toContain(typeof format.deviceIdOf(request));
        for (const message of format.messagesOf(request)) {
          if (typeof message !== 'object' || message === null) continue;
          try {
            const point = format.decode(message, request);
            if (point.kind === 'position') decodeFix({ vehicleId: 'bus-7', ...present(point.fix) }, NOW);
          } catch (error) {
            expect(error).toBeInstanceOf(WaycastError);
            expect(error).toMatchObject({ code: 'invalid' });
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

function present(fix: object): object {
  return Object.fromEntries(Object.entries(fix).filter(([, each]) => each !== undefined));
}
