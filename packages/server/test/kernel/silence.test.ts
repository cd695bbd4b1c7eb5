import { expect, it } from 'vitest';
import { createSilenceWatch } from '../../src/kernel/silence.ts';
import { createManualClock } from '../manual-clock.ts';

function open() {
  const clock = createManualClock(0);
  const silent: [string, number][] = [];
  const watch = createSilenceWatch(clock, 60_000, (key) => silent.push([key, clock.now()]));
  return { clock, silent, watch };
}

it('[P37] notices each silence once, at its time', () => {
  const { clock, silent, watch } = open();
  watch.heard('a');
  clock.advance(10_000);
  watch.heard('b');
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
  const { clock, silent, watch } = open();
  watch.heard('a');
  watch.heard('b');
  for (let minute = 0; minute < 5; minute++) {
    clock.advance(59_999);
    watch.heard('a');
  }
  expect(silent).toEqual([['b', 60_000]]);
  clock.advance(60_000);
  watch.heard('a');
  clock.advance(60_000);
  expect(silent.map(([key]) => key)).toEqual(['b', 'a', 'a']);
});

it('serves all keys with one timer', () => {
  const { clock, watch } = open();
  for (let index = 0; index < 1000; index++) watch.heard(`vehicle-${index}`);
  expect(clock.waiting).toBe(1);
});

it('notices nothing and starts nothing once closed', () => {
  const { clock, silent, watch } = open();
  watch.heard('a');
  watch.close();
  watch.heard('b');
  clock.advance(1_000_000);
  expect([silent, clock.waiting]).toEqual([[], 0]);
});
