import { randomUUID } from 'node:crypto';
import type { Fix } from '@waycast/contract';
import fc from 'fast-check';
import type { History, HistoryRange, TenantFix } from '../ports/history.ts';

export const T0 = Date.parse('2026-05-04T07:45:50.123Z');
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

export function newTenant(): string {
  return `t-${randomUUID()}`;
}

export function fixAt(time: number, fields: Partial<Fix> = {}): Fix {
  return {
    vehicleId: 'bus-1',
    latitude: 52.66,
    longitude: -8.63,
    time,
    receivedAt: T0,
    accuracy: null,
    ...fields,
  };
}

export function of(tenant: string, fixes: readonly Fix[]): TenantFix[] {
  return fixes.map((fix) => ({ tenant, fix }));
}

export function rangeOf(tenant: string): HistoryRange {
  return { tenant, vehicleId: 'bus-1', ...ALWAYS };
}

export function all(history: History, tenant: string): Promise<Fix[]> {
  return history.page(rangeOf(tenant), 10_000);
}

/** A fix with any of the optional fields, at any millisecond of 1970 to 2100. */
export function anyFix(): fc.Arbitrary<Fix> {
  const time = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const required = {
    vehicleId: fc.constant('bus-1'),
    latitude: number(-90, 90),
    longitude: number(-180, 180),
    time,
    receivedAt: time,
    accuracy: fc.option(number(0, 1e6)),
  };
  const optional = {
    sentAt: time,
    speed: number(0, 1000),
    heading: number(0, 360),
    altitude: number(-12_000, 100_000),
    future: fc.constant<true>(true),
    attributes: fc.dictionary(
      text.filter((key) => key !== 'future'),
      fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), fc.array(text, { maxLength: 3 })),
      { minKeys: 1, maxKeys: 5, noNullPrototype: true },
    ),
  };
  return fc
    .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
    .map(([a, b]) => ({ ...a, ...b }));
}
