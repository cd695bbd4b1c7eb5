import { expect, test } from 'vitest';
import { z } from 'zod';
import { ROUTE_NAMES, routeDefinition } from '../src/index.ts';

/** `route part field` of every number that a route takes from its address. */
const NUMBERS = ROUTE_NAMES.flatMap((name) => {
  const { params, query } = routeDefinition(name);
  return [params, query].flatMap((schema) => {
    if (schema === undefined) return [];
    const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
    return Object.entries(properties)
      .filter(([, field]) => typeof field === 'object' && /^(number|integer)$/.test(String(field.type)))
      .map(([field, range]) => [name, field, schema, mostOf(range) < 10 ? '1' : '10'] as const);
  });
});

function mostOf(range: z.core.JSONSchema._JSONSchema): number {
  return typeof range === 'object' ? (range.maximum ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

/** What the schema says of one field. */
const wrong = (schema: z.ZodType, field: string, value: unknown) =>
  (schema.safeParse({ [field]: value }).error?.issues ?? []).filter(({ path }) => path[0] === field);

test('the numbers in addresses are found', () => {
  const found = NUMBERS.map(([name, field]) => `${name} ${field}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'nearbyCars latitude',
      'nearbyCars longitude',
      'ride tolerance',
      'gtfsVehiclePositions maxAge',
      'listOrders limit',
    ]),
  );
});

test.each(NUMBERS)('%s: an empty %s is no number, and not 0', (_name, field, schema, right) => {
  for (const text of ['', ' ', '\t\n', 'x', '1 2', right, 'NaN', 'Infinity', ['7'], true, null])
    expect([text, wrong(schema, field, text).length]).toEqual([text, text === right ? 0 : 1]);
});
