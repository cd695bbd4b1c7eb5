import { expect, test } from 'vitest';
import { runSchoolDay } from '../campaign/school/run-school.ts';

// `npm run soak -- school` runs the same with 40 buses and 1,200 pupils.
test('servers and Redis killed on a school day: every visit is told once, every child counted, every guardian told once', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31);
  const faults = { serverKills: 2, redisKills: 1, untilTakenUp: false };
  const size = { seed, servers: 2, buses: 4, stops: 4, pupils: 6, playS: 7, ...faults };
  const { verdict, ...figures } = await runSchoolDay(size, console.log);
  console.log(`seed ${seed}: ${JSON.stringify({ ...verdict, ...figures })}`);
  const { visits, worstTimeS: _worst, examples, ...wrong } = verdict;
  expect(
    Object.values(wrong).reduce((sum, count) => sum + count),
    examples.join('\n'),
  ).toBe(0);
  expect([visits, figures.rides, figures.pushes > 0]).toEqual([4 * 2 * 4, 4 * 2, true]);
}, 240_000);
