import { expect, test } from 'vitest';
import { runTalk } from '../campaign/conversations/run-talk.ts';

// `npm run soak -- conversations` runs the same with 300 conversations.
const SIZE = {
  conversations: 12,
  actions: 25,
  longTimes: 6,
  atOnce: 6,
  faultRounds: 1,
  calmMs: 800,
};

test('3 servers on sentinel: whatever is killed or lost, all who talk have the same messages in the same order', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31);
  const { verdict, ...figures } = await runTalk({ ...SIZE, seed, servers: 3 }, 'sentinel', console.log);
  console.log(`seed ${seed}: ${JSON.stringify({ ...verdict, ...figures })}`);
  const { examples, ...wrong } = verdict;
  expect(
    Object.values(wrong).reduce((sum, count) => sum + count),
    examples.join('\n'),
  ).toBe(0);
  expect(figures.messages).toBeGreaterThan(SIZE.conversations * SIZE.actions);
}, 240_000);
