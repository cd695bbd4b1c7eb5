import { expect, it } from 'vitest';
import { followEvents } from '../../src/kernel/follow-events.ts';
import type { VehicleEvent, VehicleEvents } from '../../src/ports/vehicle-events.ts';
import { createManualClock } from '../manual-clock.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An outbox in which each `read` waits until it is told how many events there were. */
function world() {
  const clock = createManualClock();
  const reads: ((count: number | Error) => void)[] = [];
  const failures: unknown[] = [];
  let written = (): void => undefined;
  const events: VehicleEvents = {
    read: () =>
      new Promise((resolve, reject) => {
        reads.push((count) => (count instanceof Error ? reject(count) : resolve(count)));
      }),
    onWritten(listener) {
      written = listener;
      return () => {
        written = () => undefined;
      };
    },
  };
  const end = followEvents({
    events,
    reader: 'a reader',
    atOnce: 10,
    handle: async (_some: readonly VehicleEvent[]) => undefined,
    everyMs: 3000,
    onFailed: (error) => failures.push(error),
    clock,
  });
  return { clock, reads, failures, end, write: () => written() };
}

it('reads on while there are events, then when some are written, and now and then', async () => {
  const { clock, reads, write } = world();
  reads[0]?.(10);
  await turn();
  reads[1]?.(0);
  await turn();
  expect([reads.length, clock.waiting]).toEqual([2, 1]);
  write();
  reads[2]?.(0);
  await turn();
  clock.advance(3000);
  reads[3]?.(0);
  await turn();
  expect([reads.length, clock.waiting]).toEqual([4, 1]);
});

it('what is written while the last read ends is read', async () => {
  const { clock, reads, write } = world();
  write();
  reads[0]?.(0);
  await turn();
  expect(reads.length).toBe(2);
  reads[1]?.(0);
  await turn();
  expect([reads.length, clock.waiting]).toEqual([2, 1]);
});

it('what fails is told and tried again', async () => {
  const { clock, reads, failures } = world();
  const away = new Error('away');
  reads[0]?.(away);
  await turn();
  expect([failures, clock.waiting]).toEqual([[away], 1]);
  clock.advance(3000);
  expect(reads.length).toBe(2);
});

it('ends when what is in hand is handled, and leaves no timer behind', async () => {
  const { clock, reads, end, write } = world();
  let ended = false;
  const ending = end().then(() => {
    ended = true;
  });
  await turn();
  expect(ended).toBe(false);
  reads[0]?.(10);
  await ending;
  write();
  clock.advance(3000);
  expect([reads.length, clock.waiting]).toEqual([1, 0]);
});
