import { expect, test } from 'vitest';
import { suggest } from '../src/index.ts';

test.each([
  ['prot', 'port'],
  ['strat', 'start'],
  ['PORT', 'port'],
  ['zzzzzz', undefined],
])('%s suggests %s', (word, expected) => {
  expect(suggest(word, ['port', 'start', 'host'])).toBe(expected);
});

test('where fewer edits are allowed, what is farther off is not meant', () => {
  expect(['prots', 'PORT', 'por'].map((word) => suggest(word, ['port'], 1))).toEqual([
    undefined,
    'port',
    'port',
  ]);
  expect(suggest('por', ['port'], 0)).toBeUndefined();
});
