import { Id, NewOrder } from '@waycast/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeBy } from '../../src/kernel/invalid.ts';

const pickup = { latitude: 48.2, longitude: -16.4 };

test.each<[z.ZodType, unknown, string]>([
  [NewOrder, undefined, 'takes an object, got nothing'],
  [NewOrder, {}, 'pickup: is missing; takes an object'],
  [NewOrder, { pickup: 'Castle gate' }, 'pickup: takes an object, got "Castle gate"'],
  [NewOrder, { pickup: { ...pickup, latitude: '48.2' } }, 'pickup.latitude: takes a number, got "48.2"'],
  [NewOrder, { pickup: { ...pickup, latitude: 91 } }, 'pickup.latitude: takes at most 90, got 91'],
  [NewOrder, { pickup, passengers: 1.5 }, 'passengers: takes a whole number, got 1.5'],
  [NewOrder, { pickup, note: '' }, 'note: takes at least 1 character, got 0'],
  [NewOrder, { pickup, orderId: 'a b' }, 'orderId: takes 1–128 characters of A-Z a-z 0-9 . _ ~ @ -'],
  [z.object({ id: Id }), {}, 'id: is missing; takes text or a number'],
  [z.object({ state: z.enum(['on', 'off']) }), { state: 'up' }, 'state: takes one of on, off, got "up"'],
  [z.object({ at: z.coerce.number() }), { at: 'here' }, 'at: takes a number, got "here"'],
  [z.object({ ring: z.array(z.number()).min(4) }), { ring: [1] }, 'ring: takes at least 4 entries, got 1'],
])('what is wrong is said with what is accepted: %#', (schema, input, message) => {
  expect(() => decodeBy(schema, input)).toThrow(message);
});
