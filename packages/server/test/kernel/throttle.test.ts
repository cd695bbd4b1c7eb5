import type { Topic } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../src/kernel/throttle.ts';
import { createManualClock } from '../manual-clock.ts';

const INTERVAL = 1000;

function vehicle(id: string): Topic {
  return { tenant: 'acme', family: 'vehicle', id };
}

function open(intervalMs = INTERVAL) {
  const clock = createManualClock(0);
  const out: [string, number][] = [];
  const throttle = createThrottle(clock, intervalMs, (key) => out.push([key, clock.now()]));
  return { clock, out, throttle };
}

describe('throttle', () => {
  it('[P41] lets the first out at once and holds the newest back until the interval ends', () => {
    const { clock, out, throttle } = open();
    expect(throttle.claim('a')).toBe('now');
    clock.advance(300);
    expect(throttle.claim('a')).toBe('later');
    throttle.hold('a', vehicle('a'));
    throttle.hold('a', vehicle('a'));
    clock.advance(699);
    expect(out).toEqual([]);
    clock.advance(1);
    expect(out).toEqual([['a', 1000]]);
  });

  it('begins the next interval with what was held, and forgets a key after one that held nothing', () => {
    const { clock, out, throttle } = open();
    throttle.claim('a');
    throttle.hold('a', vehicle('a'));
    clock.advance(1000);
    expect(throttle.claim('a')).toBe('later');
    throttle.hold('a', vehicle('a'));
    clock.advance(1000);
    expect(out).toEqual([
      ['a', 1000],
      ['a', 2000],
    ]);
    clock.advance(1000);
    expect([throttle.size, clock.waiting]).toEqual([0, 0]);
    expect(throttle.claim('a')).toBe('now');
  });

  it('treats keys alone', () => {
    const { throttle } = open();
    expect([throttle.claim('a'), throttle.claim('b'), throttle.claim('a')]).toEqual(['now', 'now', 'later']);
  });

  it('lets the next out at once after a release', () => {
    const { clock, throttle } = open();
    throttle.claim('a');
    throttle.release('a');
    expect([throttle.size, clock.waiting]).toEqual([0, 0]);
    expect(throttle.claim('a')).toBe('now');
  });

  it('keeps the interval on a release when something is held', () => {
    const { clock, out, throttle } = open();
    throttle.claim('a');
    throttle.hold('a', vehicle('a'));
    throttle.release('a');
    clock.advance(1000);
    expect(out).toEqual([['a', 1000]]);
  });

  it('lets out at once what took longer than its interval, and begins another with it', () => {
    const { clock, out, throttle } = open();
    throttle.claim('a');
    expect(throttle.claim('a')).toBe('later');
    clock.advance(1500);
    throttle.hold('a', vehicle('a'));
    expect(out).toEqual([['a', 1500]]);
    expect(throttle.claim('a')).toBe('later');
  });

  it('releases and claims nothing for a key it does not know', () => {
    const { clock, throttle } = open();
    throttle.release('a');
    expect([throttle.size, clock.waiting]).toEqual([0, 0]);
  });

  it('lets everything through at interval 0', () => {
    const { clock, throttle } = open(0);
    expect([throttle.claim('a'), throttle.claim('a')]).toEqual(['now', 'now']);
    expect(clock.waiting).toBe(0);
  });

  it('lets out what is held when it closes, and starts no timer after it', () => {
    const { clock, out, throttle } = open();
    for (const key of ['a', 'b']) throttle.claim(key);
    throttle.hold('b', vehicle('b'));
    throttle.close();
    expect([out, clock.waiting, throttle.size]).toEqual([[['b', 0]], 0, 0]);
    throttle.claim('a');
    throttle.hold('c', vehicle('c'));
    expect([out.at(-1), clock.waiting]).toEqual([['c', 0], 0]);
  });

  it('asks again in a part of the interval where another server was quicker, and then waits a whole one', () => {
    const clock = createManualClock(0);
    const asked: number[] = [];
    // The other server's update went out 600 ms ago.
    const throttle = createThrottle(clock, INTERVAL, (key, topic) => {
      asked.push(clock.now());
      if (clock.now() < 400) throttle.defer(key, topic);
    });
    throttle.claim('a');
    throttle.defer('a', vehicle('a'));
    expect(throttle.claim('a')).toBe('later');
    throttle.hold('a', vehicle('a'));
    clock.advance(500);
    expect(asked).toEqual([250, 500]);
    clock.advance(999);
    expect(throttle.claim('a')).toBe('later');
    clock.advance(1);
    expect([throttle.size, clock.waiting]).toEqual([0, 0]);
  });

  it('lets a key out at most once an interval, and whatever was held in the end', () => {
    const step = fc.record({ waitMs: fc.integer({ min: 0, max: 700 }), key: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { clock, out, throttle } = open();
        const held = new Map<string, number>();
        for (const { waitMs, key } of steps) {
          clock.advance(waitMs);
          if (throttle.claim(key) === 'now') out.push([key, clock.now()]);
          else {
            throttle.hold(key, vehicle(key));
            held.set(key, clock.now());
          }
        }
        clock.advance(10 * INTERVAL);
        for (const key of ['a', 'b']) {
          const times = out.filter(([name]) => name === key).map(([, at]) => at);
          for (const [index, at] of times.entries())
            expect(at - (times[index - 1] ?? -INTERVAL)).toBeGreaterThanOrEqual(INTERVAL);
          expect(times.at(-1) ?? 0).toBeGreaterThanOrEqual(held.get(key) ?? 0);
        }
        expect([throttle.size, clock.waiting]).toEqual([0, 0]);
      }),
      { numRuns: 500 },
    );
  });
});
