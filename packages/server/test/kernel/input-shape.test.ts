import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkShape, MAX_DEPTH, MAX_FIELDS } from '../../src/kernel/input-shape.ts';

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

it.each<[string, (inner: unknown) => unknown]>([
  ['objects', (a) => ({ a })],
  ['lists', (a) => [a]],
])('takes %s up to the depth and no deeper', (_name, wrap) => {
  expect(() => checkShape(nested(MAX_DEPTH + 1, wrap))).not.toThrow();
  expect(() => checkShape(nested(MAX_DEPTH + 2, wrap))).toThrow(/nested deeper than 16/);
});

it('refuses a nesting far beyond any stack', () => {
  expect(() => checkShape(nested(200_000, (a) => ({ a })))).toThrow(/nested deeper/);
});

it('takes as many fields as allowed, wherever they are, and no more', () => {
  const list = (length: number) => Array.from({ length }, () => 0);
  expect(() => checkShape(list(MAX_FIELDS))).not.toThrow();
  expect(() => checkShape(list(MAX_FIELDS + 1))).toThrow(/more than 20000 fields/);
  expect(() => checkShape(Array.from({ length: 200 }, () => list(100)))).toThrow(/more than/);
});

it('ends on what refers to itself', () => {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  self['list'] = [self, self];
  expect(() => checkShape(self)).toThrow(/nested deeper|more than/);
});

it('never fails otherwise, and changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const before = JSON.stringify(value);
      try {
        checkShape(value);
      } catch (error) {
        expect(error).toMatchObject({ name: 'WaycastError', code: 'invalid' });
      }
      expect(JSON.stringify(value)).toBe(before);
    }),
  );
});
