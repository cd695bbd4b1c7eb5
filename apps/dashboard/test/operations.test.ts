import { expect, test } from 'vitest';
import { parseExposition } from '../src/operations/exposition.ts';
import { quantileOf, rateOf, readingOf } from '../src/operations/reading.ts';
import { conditionOf, delayText, rateText } from '../src/operations/words.ts';

const HISTOGRAM = 'waycast_publish_to_deliver_seconds';

function buckets(...counts: [le: string, count: number][]): string {
  return counts.map(([le, count]) => `${HISTOGRAM}_bucket{since="publish",le="${le}"} ${count}`).join('\n');
}

test('reads samples with and without labels, escapes and infinities, and leaves out comments', () => {
  const text = [
    '# HELP waycast_topics Topics.',
    'waycast_topics 3',
    'waycast_x{a="one \\"two\\"",b="c\\\\d\\ne"} 1.5e3 1700000000000',
    'waycast_y{le="+Inf"} +Inf',
    '',
  ].join('\n');
  expect(parseExposition(text)).toEqual([
    { name: 'waycast_topics', labels: {}, value: 3 },
    { name: 'waycast_x', labels: { a: 'one "two"', b: 'c\\d\ne' }, value: 1500 },
    { name: 'waycast_y', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
  ]);
});

test('rates are per second between two readings, and nothing when a server started anew', () => {
  const before = readingOf('waycast_fixes{verdict="accepted"} 100\nwaycast_fixes{verdict="invalid"} 5', 1000);
  const after = readingOf('waycast_fixes{verdict="accepted"} 150\nwaycast_fixes{verdict="invalid"} 5', 6000);
  expect(rateOf(before, after, 'waycast_fixes', { verdict: 'accepted' })).toBe(10);
  expect(rateOf(before, after, 'waycast_fixes')).toBe(10);
  expect(rateOf(after, before, 'waycast_fixes')).toBe(0);
});

test('quantiles come from what was counted between the readings alone', () => {
  const before = readingOf(buckets(['0.01', 1000], ['0.1', 1000], ['+Inf', 1000]), 0);
  const after = readingOf(buckets(['0.01', 1050], ['0.1', 1099], ['+Inf', 1100]), 5000);
  expect(quantileOf(before, after, HISTOGRAM, 0.5)).toBe(0.01);
  expect(quantileOf(before, after, HISTOGRAM, 0.99)).toBe(0.1);
  expect(quantileOf(before, after, HISTOGRAM, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(quantileOf(after, after, HISTOGRAM, 0.5)).toBeUndefined();
});

test('says the worst first', () => {
  const ready = { ok: true };
  const away = { database: 'disconnected', redis: 'disconnected' };
  expect(conditionOf(away, ready).headline).toBe('The database does not answer');
  expect(conditionOf({ database: 'connected', redis: 'disconnected' }, ready).kind).toBe('degraded');
  expect(
    conditionOf({ database: 'connected', redis: 'connected' }, { ok: false, reason: 'why' }).meaning,
  ).toBe('why');
  expect(conditionOf({ database: 'connected', redis: 'disabled' }, ready).kind).toBe('well');
});

test('figures read as people say them', () => {
  expect([rateText(0.04), rateText(3.14), rateText(12.4), rateText(3120)]).toEqual([
    '0',
    '3.1',
    '12',
    '3,120',
  ]);
  expect([delayText(0.0005), delayText(0.025), delayText(2.5), delayText(undefined), delayText(0)]).toEqual([
    '0.5 ms',
    '25 ms',
    '2.5 s',
    'Nothing yet',
    '0 s',
  ]);
});
