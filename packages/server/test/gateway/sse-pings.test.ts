import { expect, it } from 'vitest';
import { createPings } from '../../src/gateway/sse/pings.ts';

/** Runs the timers of the pings by hand. */
function handClock() {
  const due: (() => void)[] = [];
  const after = (_delayMs: number, run: () => void) => {
    due.push(run);
    return () => void due.splice(due.indexOf(run), 1);
  };
  return { clock: { now: () => 0, after }, due, tick: () => due.shift()?.() };
}

it('pings every stream with one timer, and stops when none is left', () => {
  const { clock, due, tick } = handClock();
  const pings = createPings(clock);
  let written = 0;
  const ends = [1, 2, 3].map(() =>
    pings.watch({ congested: () => false, ping: () => void written++, giveUp: () => undefined }),
  );
  expect(due).toHaveLength(1);
  tick();
  expect([written, due.length]).toEqual([3, 1]);
  for (const end of ends) end();
  tick();
  expect([written, due.length]).toEqual([3, 0]);
});

it('gives up a stream that has read nothing for three pings in a row, and no other', () => {
  const { clock, tick } = handClock();
  const pings = createPings(clock);
  let congested = true;
  const seen: string[] = [];
  pings.watch({
    congested: () => congested,
    ping: () => void seen.push('ping'),
    giveUp: () => void seen.push('gone'),
  });
  tick();
  tick();
  congested = false;
  tick();
  congested = true;
  tick();
  tick();
  expect(seen).toEqual(['ping']);
  tick();
  tick();
  expect(seen).toEqual(['ping', 'gone']);
});
