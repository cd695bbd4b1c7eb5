import { expect, it } from 'vitest';
import { joinedTypes } from '../../src/kernel/joined-types.ts';

it('joins alternatives of different types with their limits, at any depth', () => {
  const time = { anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }], description: 'when' };
  expect(joinedTypes({ properties: { at: { anyOf: [time, { type: 'null' }] } } })).toEqual({
    properties: { at: { type: ['string', 'number', 'null'], minLength: 1 } },
  });
});

it.each([
  [
    'two of one type',
    [
      { type: 'string', minLength: 1 },
      { type: 'string', maxLength: 3 },
    ],
  ],
  [
    'integers beside numbers',
    [
      { type: 'integer', minimum: 1 },
      { type: 'number', maximum: 3 },
    ],
  ],
  [
    'one limit twice',
    [
      { type: 'number', minimum: 1 },
      { type: 'string', minimum: 2 },
    ],
  ],
  ['a limit for all types', [{ type: 'number', const: 1 }, { type: 'string' }]],
  ['an alternative without a type', [{ minimum: 1 }, { type: 'string' }]],
  ['a reference', [{ $ref: '#/definitions/Id' }, { type: 'null' }]],
])('leaves %s as they are', (_what, anyOf) => {
  expect(joinedTypes({ anyOf })).toEqual({ anyOf });
});
