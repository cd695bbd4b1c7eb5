import { FixInput } from '@waycast/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFix, isFixInput } from '../../src/kernel/decode-fix.ts';

const NOW = Date.parse('2026-05-04T07:45:50.000Z');
const RUNS = 5000;

/** Values at and around every limit of the schema, and of every other type. */
const EDGES = [
  0,
  -0,
  1,
  -1,
  1.5,
  90,
  90.000_001,
  -90,
  -90.1,
  180,
  -180,
  180.1,
  360,
  361,
  1000,
  1001,
  -12_000,
  -12_001,
  100_000,
  100_001,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e300,
  -1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MIN_VALUE,
  '',
  'a',
  '1',
  '52.5',
  'bus-7',
  'bus 7',
  'x'.repeat(40),
  'x'.repeat(41),
  'x'.repeat(128),
  'x'.repeat(129),
  '🚌'.repeat(20),
  '🚌'.repeat(21),
  '2026-05-04T07:45:50.000Z',
  null,
  undefined,
  true,
  false,
  [],
  [1],
  {},
  { a: 1 },
];

const FIELDS = [
  'vehicleId',
  'latitude',
  'longitude',
  'lat',
  'lng',
  'timestamp',
  'time',
  'accuracy',
  'speed',
  'heading',
  'altitude',
  'sentAt',
  'attributes',
];

const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 50 }) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

const validFix = fc.record(
  {
    vehicleId: fc.oneof(fc.stringMatching(/^[A-Za-z0-9._~@-]{1,128}$/), fc.maxSafeInteger()),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
    timestamp: fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    accuracy: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    speed: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
    heading: fc.option(fc.double({ min: 0, max: 360, noNaN: true })),
    altitude: fc.option(fc.double({ min: -12_000, max: 100_000, noNaN: true })),
  },
  { requiredKeys: ['vehicleId'] },
);

/** A valid fix of which some fields were replaced, added or removed. */
const mutatedFix = fc
  .tuple(
    validFix,
    fc.array(fc.tuple(fc.constantFrom(...FIELDS, 'extra', 'constructor', 'toString'), anyValue), {
      maxLength: 3,
    }),
  )
  .map(([fix, changes]) => Object.assign({ ...fix }, Object.fromEntries(changes)));

function sameVerdict(input: unknown): void {
  expect(isFixInput(input)).toBe(FixInput.safeParse(input).success);
}

it('the compiled validator accepts every valid fix, as the schema does', () => {
  fc.assert(
    fc.property(validFix, (fix) => {
      expect([isFixInput(fix), FixInput.safeParse(fix).success]).toEqual([true, true]);
    }),
    { numRuns: RUNS },
  );
});

it('the compiled validator and the schema judge any value alike', () => {
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.anything(), anyValue), sameVerdict), { numRuns: RUNS });
});

it('the compiled validator and the schema judge mutated fixes alike', () => {
  fc.assert(fc.property(mutatedFix, sameVerdict), { numRuns: RUNS });
});

it('the compiled validator and the schema judge every edge in every field alike', () => {
  const base = { vehicleId: 'bus-7', latitude: 1, longitude: 2 };
  for (const field of FIELDS) for (const edge of EDGES) sameVerdict({ ...base, [field]: edge });
});

it('decoding gives a fix within the promised ranges, or invalid, and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(mutatedFix, fc.anything()), (input) => {
      try {
        const fix = decodeFix(input, NOW);
        expect(fix.vehicleId).toMatch(/^[A-Za-z0-9._~@-]{1,128}$/);
        expect(Math.abs(fix.latitude) <= 90 && Math.abs(fix.longitude) <= 180).toBe(true);
        expect(Number.isInteger(fix.time)).toBe(true);
        expect(fix.accuracy === null || fix.accuracy > 0).toBe(true);
        expect(fix.heading === undefined || (fix.heading >= 0 && fix.heading < 360)).toBe(true);
        expect(new Date(fix.time).toISOString()).toHaveLength(24);
      } catch (error) {
        expect(error).toMatchObject({ name: 'WaycastError', code: 'invalid' });
      }
    }),
    { numRuns: RUNS },
  );
});
