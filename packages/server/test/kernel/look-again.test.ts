import { expect, it } from 'vitest';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { LookAgain } from '../../src/kernel/look-again.ts';
import { createManualClock } from '../manual-clock.ts';
import { nextTurn } from './stored-world.ts';

/** Looks once a second; each look ends when the test says so. */
function open(isNeeded?: () => boolean) {
  const clock = createManualClock(0);
  const log = createRecordedLog();
  const begun: (string | number)[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const lookFor = (what: string | number) => (): Promise<void> => {
    begun.push(what);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  const looks = new LookAgain({
    ...{ everyMs: 1000, clock, log, failed: 'could not look' },
    ...(isNeeded === undefined ? {} : { isNeeded }),
    look: () => lookFor(clock.now())(),
  });
  const end = async (failure?: Error): Promise<void> => {
    const next = ends.shift();
    if (failure === undefined) next?.resolve();
    else next?.reject(failure);
    await nextTurn();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await nextTurn();
  };
  return { clock, log, begun, looks, lookFor, end, pass };
}

it('looks one interval after the last look has ended, and again after one that failed, which is logged', async () => {
  const { begun, looks, log, end, pass } = open();
  looks.wait();
  await pass(999);
  expect(begun).toEqual([]);
  await pass(1);
  await pass(5000);
  expect(begun).toEqual([1000]);
  await end(new Error('away'));
  expect(log.lines).toEqual([
    { level: 'warn', fields: { err: new Error('away') }, message: 'could not look' },
  ]);
  await pass(999);
  expect(begun).toEqual([1000]);
  await pass(1);
  expect(begun).toEqual([1000, 7000]);
});

it('waits only while there is anybody to look after', async () => {
  let present = 0;
  const { clock, begun, looks, end, pass } = open(() => present > 0);
  looks.wait();
  expect(clock.waiting).toBe(0);
  present = 2;
  looks.wait();
  looks.wait();
  expect(clock.waiting).toBe(1);
  await pass(1000);
  present = 0;
  await end();
  expect(clock.waiting).toBe(0);
  expect(begun).toEqual([1000]);
});

it('makes one look at a time, also of those asked for', async () => {
  const { begun, looks, lookFor, end, pass } = open();
  looks.wait();
  looks.now(lookFor('asked for'));
  await pass(1000);
  expect(begun).toEqual(['asked for']);
  await end();
  expect(begun).toEqual(['asked for', 1000]);
});

it('closes when the look under way is over, and begins none afterwards', async () => {
  const { clock, begun, looks, lookFor, end, pass } = open();
  looks.wait();
  await pass(1000);
  let isClosed = false;
  const closing = looks.close().then(() => {
    isClosed = true;
  });
  looks.now(lookFor('too late'));
  looks.wait();
  await nextTurn();
  expect(isClosed).toBe(false);
  await end();
  await closing;
  expect([begun, clock.waiting, looks.closed]).toEqual([[1000], 0, true]);
});
