import type { Topic } from '@waycast/contract';
import { expect, it } from 'vitest';
import { createMemorySilence } from '../../../src/adapters/memory/silence.ts';
import { createManualClock } from '../../manual-clock.ts';

function vehicle(id: string): Topic {
  return { tenant: 'acme', family: 'vehicle', id };
}

function open() {
  const clock = createManualClock(0);
  const silent: [string, number][] = [];
  const watch = createMemorySilence(clock)(60_000, ({ id }) => silent.push([id, clock.now()]));
  const hear = (...ids: string[]) => watch.heard(ids.map(vehicle));
  return { clock, silent, watch, hear };
}

it('[P37] notices each silence once, at its time', () => {
  const { clock, silent, hear } = open();
  hear('a');
  clock.advance(10_000);
  hear('b');
  clock.advance(49_999);
  expect(silent).toEqual([]);
  clock.advance(1);
  expect(silent).toEqual([['a', 60_000]]);
  clock.advance(1_000_000);
  expect(silent).toEqual([
    ['a', 60_000],
    ['b', 70_000],
  ]);
  expect(clock.waiting).toBe(0);
});

it('starts over with everything that is heard', () => {
  const { clock, silent, hear } = open();
  hear('a', 'b');
  for (let minute = 0; minute < 5; minute++) {
    clock.advance(59_999);
    hear('a');
  }
  expect(silent).toEqual([['b', 60_000]]);
  clock.advance(60_000);
  hear('a');
  clock.advance(60_000);
  expect(silent.map(([key]) => key)).toEqual(['b', 'a', 'a']);
});

it('serves all keys with one timer', () => {
  const { clock, hear } = open();
  for (let index = 0; index < 1000; index++) hear(`vehicle-${index}`);
  expect(clock.waiting).toBe(1);
});

it('notices nothing and starts nothing once closed', () => {
  const { clock, silent, watch, hear } = open();
  hear('a');
  watch.close();
  hear('b');
  clock.advance(1_000_000);
  expect([silent, clock.waiting]).toEqual([[], 0]);
});
