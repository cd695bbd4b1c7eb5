import { NewOrder, ROUTE_NAMES, routeDefinition } from '@waycast/contract';
import { BODY_EXAMPLES, RESPONSE_EXAMPLES } from '@waycast/contract/examples';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeBy } from '../../src/kernel/invalid.ts';
import { misspelt } from '../../src/kernel/misspelt.ts';

const place = { latitude: 48.2, longitude: -16.4 };

describe('a field by another name', () => {
  const Taps = z.object({
    taps: z.array(z.object({ studentId: z.string().optional(), at: z.number().nullish() })),
  });
  test.each<[string, z.ZodType, unknown, string]>([
    ['another case', NewOrder, { pickUp: place }, 'pickUp: is no field here; did you mean pickup?'],
    [
      'an underscore',
      NewOrder,
      { pickup: place, drop_off: place },
      'drop_off: is no field here; did you mean dropoff?',
    ],
    [
      'a letter less',
      NewOrder,
      { pickup: place, passenger: 2 },
      'passenger: is no field here; did you mean passengers?',
    ],
    [
      'within an object',
      NewOrder,
      { pickup: { ...place, Name: 'Gate' } },
      'pickup.Name: is no field here; did you mean name?',
    ],
    [
      'within what may be null',
      NewOrder,
      { pickup: place, dropoff: { ...place, naem: 'x', nam: 'x' } },
      'dropoff.nam: is',
    ],
    [
      'within a list',
      Taps,
      { taps: [{ at: 1 }, { studentID: 'a' }] },
      'taps.1.studentID: is no field here; did you mean studentId?',
    ],
    [
      'behind a default',
      z.object({ page: Taps.default({ taps: [] }) }),
      { page: { tops: [] } },
      'page.tops: is no',
    ],
    [
      'of one shape of several',
      z.union([z.object({ place: z.string() }), Taps]),
      { tap: [] },
      'tap: is no field here; did you mean taps?',
    ],
  ])('%s is refused, with what was meant', (_, schema, input, message) =>
    expect(() => decodeBy(schema, input)).toThrow(message),
  );

  test.each<[string, z.ZodType, unknown]>([
    ['is like no other', NewOrder, { pickup: place, colour: 'red', x: 1, __v: 0 }],
    ['is like one that is there too', NewOrder, { pickup: place, pickUp: place, dropoff: null, dropoffs: 1 }],
    [
      'is short, and so like many',
      z.object({ to: z.string().optional(), at: z.string().optional() }),
      { t: '1', a: '2', ta: '3' },
    ],
    ['stands where fields are free', z.looseObject({ name: z.string().optional() }), { nam: 'x' }],
    [
      'stands in a record',
      z.object({ labels: z.record(z.string(), z.string()) }),
      { labels: { label: 'x' } },
    ],
  ])('that %s is let through, as what a newer client may send', (_, schema, input) =>
    expect(misspelt(schema, input)).toBeUndefined(),
  );

  test('in what is no object is nothing', () => {
    for (const input of [undefined, null, 1, 'pickUp', [{ pickUp: 1 }]])
      expect(misspelt(NewOrder, input)).toBeUndefined();
  });
});

test('what routes take as an example, and what is sent back to those that change it, is no mistake', () => {
  const bodies: Partial<Record<string, unknown>> = BODY_EXAMPLES;
  const answers: Partial<Record<string, unknown>> = RESPONSE_EXAMPLES;
  let compared = 0;
  for (const name of ROUTE_NAMES) {
    const { body, method } = routeDefinition(name);
    const read = method === 'PUT' || method === 'PATCH' ? answers[name] : undefined;
    const examples = [bodies[name], read].filter((one) => one !== undefined);
    if (body === undefined) continue;
    for (const example of examples) expect([name, misspelt(body, example)]).toEqual([name, undefined]);
    compared += examples.length;
  }
  expect(compared).toBeGreaterThan(50);
});
