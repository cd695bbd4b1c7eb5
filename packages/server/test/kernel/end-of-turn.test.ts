import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEndOfTurn } from '../../src/kernel/end-of-turn.ts';

test('every task runs once, in order, also those that come while others run', async () => {
  const endOfTurn = createEndOfTurn();
  const ran: number[] = [];
  const task = (number: number, next?: number) => ({
    endTurn: () => {
      ran.push(number);
      if (next !== undefined) endOfTurn(task(next));
    },
  });
  for (let number = 0; number < 150; number++) endOfTurn(task(number, number === 10 ? 150 : undefined));
  while (ran.length < 151) await setImmediate();
  await setImmediate();
  expect(ran).toEqual(Array.from({ length: 151 }, (_, number) => number));
});

test('input is read between the parts of many tasks', async () => {
  const endOfTurn = createEndOfTurn();
  let ran = 0;
  const count = {
    endTurn() {
      ran += 1;
    },
  };
  for (let number = 0; number < 200; number++) endOfTurn(count);
  await setImmediate();
  expect(ran).toBeGreaterThan(0);
  expect(ran).toBeLessThan(200);
  while (ran < 200) await setImmediate();
});
