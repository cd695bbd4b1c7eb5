import { FixInput, WaycastError } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { decodeFix, FUTURE_LIMIT_MS, FUTURE_LIVE_LIMIT_MS, isFixInput } from '../../src/kernel/decode-fix.ts';

const NOW = Date.parse('2026-05-04T07:45:50.000Z');
const MINIMAL = { vehicleId: 'bus-7', latitude: 52.5, longitude: -8.5 };

function given(fields: object): object {
  return { ...MINIMAL, ...fields };
}

function without(field: keyof typeof MINIMAL, fields: object = {}): object {
  const { [field]: _left, ...rest } = MINIMAL;
  return { ...rest, ...fields };
}

function refusal(input: unknown): string {
  try {
    decodeFix(input, NOW);
  } catch (error) {
    expect(error).toBeInstanceOf(WaycastError);
    expect(error).toMatchObject({ code: 'invalid', retryAfterMs: undefined });
    return error instanceof Error ? error.message : '';
  }
  throw new Error(`accepted ${JSON.stringify(input)}`);
}

describe('decodeFix accepts', () => {
  const position = {
    vehicleId: 'bus-7',
    latitude: 52.5,
    longitude: -8.5,
    time: NOW,
    receivedAt: NOW,
    accuracy: null,
  };
  const iso = '2026-05-04T07:45:49.123Z';
  const at = Date.parse(iso);
  it.each<[string, object, object]>([
    ['a position alone, at the moment it came', MINIMAL, position],
    ['lat and lng', { vehicleId: 'bus-7', lat: 52.5, lng: -8.5 }, position],
    ['one spelling of each', without('longitude', { lng: -8.5 }), position],
    [
      'both spellings, of which the long ones count',
      given({ lat: 1, lng: 2, time: iso, timestamp: NOW }),
      position,
    ],
    ['timestamp', given({ timestamp: iso }), { ...position, time: at }],
    ['time', given({ time: iso }), { ...position, time: at }],
    [
      'the far corners of the range',
      given({ latitude: 90, longitude: -180 }),
      { ...position, latitude: 90, longitude: -180 },
    ],
    [
      'the other corners',
      given({ latitude: -90, longitude: 180 }),
      { ...position, latitude: -90, longitude: 180 },
    ],
    ['a number for an id', given({ vehicleId: 17 }), { ...position, vehicleId: '17' }],
    ['zero for an id', given({ vehicleId: 0 }), { ...position, vehicleId: '0' }],
    ['a negative number for an id', given({ vehicleId: -5 }), { ...position, vehicleId: '-5' }],
    [
      'an id of all kinds of characters',
      given({ vehicleId: 'A.b_c~d@e-9' }),
      { ...position, vehicleId: 'A.b_c~d@e-9' },
    ],
    [
      'an id of 128 characters',
      given({ vehicleId: 'x'.repeat(128) }),
      { ...position, vehicleId: 'x'.repeat(128) },
    ],
    ['an accuracy', given({ accuracy: 4.5 }), { ...position, accuracy: 4.5 }],
    ['accuracy 0 as unknown', given({ accuracy: 0 }), position],
    ['a negative accuracy as unknown', given({ accuracy: -1 }), position],
    [
      'null for what is unknown',
      given({ accuracy: null, speed: null, heading: null, altitude: null, sentAt: null }),
      position,
    ],
    [
      'the measurements',
      given({ speed: 13.9, heading: 271.5, altitude: -3 }),
      { ...position, speed: 13.9, heading: 271.5, altitude: -3 },
    ],
    [
      'measurements of zero',
      given({ speed: 0, heading: 0, altitude: 0 }),
      { ...position, speed: 0, heading: 0, altitude: 0 },
    ],
    ['heading 360 as north', given({ heading: 360 }), { ...position, heading: 0 }],
    [
      'the largest measurements',
      given({ speed: 1000, altitude: 100_000 }),
      { ...position, speed: 1000, altitude: 100_000 },
    ],
    ['when it was sent', given({ sentAt: iso }), { ...position, sentAt: at }],
    ['fields it does not know', given({ battery: 80, nested: { a: 1 } }), position],
    [
      '0,0 with an accuracy',
      given({ latitude: 0, longitude: 0, accuracy: 5 }),
      { ...position, latitude: 0, longitude: 0, accuracy: 5 },
    ],
    ['a zero latitude or longitude alone', given({ latitude: 0 }), { ...position, latitude: 0 }],
    [
      'a time in the past, however far',
      given({ timestamp: '1980-01-01T00:00:00Z' }),
      { ...position, time: Date.UTC(1980, 0, 1) },
    ],
  ])('%s', (_name, input, fix) => {
    expect(decodeFix(input, NOW)).toEqual(fix);
  });

  it('and flags a fix from two minutes ahead on', () => {
    const flags = [0, 1].map(
      (beyond) => decodeFix(given({ timestamp: NOW + FUTURE_LIVE_LIMIT_MS + beyond }), NOW).future,
    );
    expect(flags).toEqual([undefined, true]);
  });

  it('up to 24 hours ahead and no further', () => {
    expect(decodeFix(given({ timestamp: NOW + FUTURE_LIMIT_MS }), NOW)).toMatchObject({ future: true });
    expect(refusal(given({ timestamp: NOW + FUTURE_LIMIT_MS + 1 }))).toMatch(/^timestamp is 24 h ahead/);
    expect(refusal(given({ time: NOW + 2 * FUTURE_LIMIT_MS }))).toMatch(/^time is 48 h ahead/);
  });
});

describe('decodeFix refuses', () => {
  it.each<[string, unknown, RegExp]>([
    ['no input', undefined, /takes an object, got nothing/],
    ['null', null, /takes an object, got null/],
    ['text', 'fix', /takes an object, got string/],
    ['a list', [MINIMAL], /object/],
    ['an empty object', {}, /vehicleId/],
    ['no vehicle', without('vehicleId'), /^vehicleId: /],
    ['no latitude', without('latitude'), /^latitude \(or lat\) is missing/],
    ['no longitude', without('longitude'), /^longitude \(or lng\) is missing/],
    ['a latitude of null', given({ latitude: null }), /^latitude: /],
    ['a longitude of null beside lng', given({ longitude: null, lng: 1 }), /^longitude: /],
    ['a latitude beyond the pole', given({ latitude: 90.000_001 }), /^latitude: /],
    ['a lat beyond the pole', without('latitude', { lat: -90.1 }), /^lat: /],
    ['a longitude beyond 180', given({ longitude: 180.1 }), /^longitude: /],
    ['a lng beyond 180', without('longitude', { lng: -181 }), /^lng: /],
    ['a latitude of NaN', given({ latitude: Number.NaN }), /^latitude: /],
    ['a longitude of Infinity', given({ longitude: Number.POSITIVE_INFINITY }), /^longitude: /],
    ['text for a number', given({ latitude: '52.5' }), /^latitude: /],
    ['text for a speed', given({ speed: '3' }), /^speed: /],
    ['a boolean for an accuracy', given({ accuracy: true }), /^accuracy: /],
    ['NaN for an accuracy', given({ accuracy: Number.NaN }), /^accuracy: /],
    ['a negative speed', given({ speed: -0.1 }), /^speed: /],
    ['a speed beyond 1000 m/s', given({ speed: 1000.1 }), /^speed: /],
    ['a heading beyond 360', given({ heading: 360.1 }), /^heading: /],
    ['a negative heading', given({ heading: -1 }), /^heading: /],
    ['an altitude below the deepest trench', given({ altitude: -12_001 }), /^altitude: /],
    ['an altitude beyond 100 km', given({ altitude: 100_001 }), /^altitude: /],
    ['an empty id', given({ vehicleId: '' }), /^vehicleId: takes 1–128/],
    ['an id of 129 characters', given({ vehicleId: 'x'.repeat(129) }), /^vehicleId: takes 1–128/],
    ['a colon in an id', given({ vehicleId: 'acme:bus-7' }), /^vehicleId: takes/],
    ['a brace in an id', given({ vehicleId: '{7}' }), /^vehicleId: takes/],
    ['a space in an id', given({ vehicleId: 'bus 7' }), /^vehicleId: takes/],
    ['a line feed after an id', given({ vehicleId: 'bus-7\n' }), /^vehicleId: takes/],
    ['a letter that is not ASCII', given({ vehicleId: 'büs' }), /^vehicleId: takes/],
    ['a fraction for an id', given({ vehicleId: 1.5 }), /^vehicleId/],
    ['a number too large to be exact for an id', given({ vehicleId: 2 ** 53 }), /^vehicleId/],
    ['a list for an id', given({ vehicleId: ['bus-7'] }), /^vehicleId/],
    ['a boolean for an id', given({ vehicleId: true }), /^vehicleId/],
    ['null for an id', given({ vehicleId: null }), /^vehicleId/],
    ['null for a time', given({ timestamp: null }), /^timestamp/],
    ['an object for a time', given({ timestamp: {} }), /^timestamp/],
    [
      'seconds for milliseconds',
      given({ timestamp: 1_777_880_750 }),
      /^timestamp takes .*looks like seconds/,
    ],
    ['a time without a zone', given({ time: '2026-05-04T07:45:50' }), /^time takes ISO 8601 with a zone/],
    ['a bad sentAt', given({ sentAt: 'now' }), /^sentAt takes/],
    ['0,0 without an accuracy', given({ latitude: 0, longitude: 0 }), /^position 0,0 without an accuracy/],
    ['0,0 with accuracy 0', given({ latitude: 0, longitude: -0, accuracy: 0 }), /^position 0,0/],
  ])('%s', (_name, input, message) => {
    expect(refusal(input)).toMatch(message);
  });

  it('with the names of up to three wrong fields at once', () => {
    const message = refusal({ vehicleId: '', latitude: 91, longitude: 181, speed: -1 });
    expect(message.split('; ')).toHaveLength(3);
  });
});

describe('isFixInput', () => {
  it.each([
    ['characters of two UTF-16 units at the limit of length', given({ timestamp: '🚌'.repeat(21) })],
    ['an inherited field', Object.create(MINIMAL)],
    [
      'a field called __proto__',
      JSON.parse('{"vehicleId":"v","latitude":1,"longitude":2,"__proto__":{"speed":-1}}'),
    ],
    ['bytes', new Uint8Array(4)],
    ['a date', new Date(NOW)],
    ['an explicit undefined', given({ lat: undefined, speed: undefined })],
    ['an undefined id', given({ vehicleId: undefined })],
    ['negative zero', given({ vehicleId: -0 })],
  ])('judges %s as the schema does', (_name, input) => {
    expect(isFixInput(input)).toBe(FixInput.safeParse(input).success);
  });
});
