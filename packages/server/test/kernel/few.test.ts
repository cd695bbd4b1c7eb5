import { expect, it } from 'vitest';
import { Few } from '../../src/kernel/few.ts';

it('holds none, one or several, each once', () => {
  const few = new Few<string>();
  expect([few.size, few.items()]).toEqual([0, []]);
  few.add('a');
  few.add('a');
  expect([few.size, few.items()]).toEqual([1, ['a']]);
  few.add('b');
  few.add('b');
  expect([few.size, few.items()]).toEqual([2, ['a', 'b']]);
  few.delete('a');
  few.delete('c');
  expect([few.size, few.items()]).toEqual([1, ['b']]);
  few.delete('b');
  few.add('d');
  expect(few.items()).toEqual(['d']);
});
