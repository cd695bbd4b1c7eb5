import { expect, test } from 'vitest';
import { runOutages } from '../campaign/outages/run-outages.ts';

// `npm run soak -- spool` runs the same for five minutes.
test('server and database killed at random: every acknowledged fix is stored exactly once, as it was sent first', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? Date.now() % 2 ** 31);
  const { verdict, ...figures } = await runOutages(
    { seed, seconds: 12, vehicles: 10, pauseMs: 20 },
    console.log,
  );
  console.log(`seed ${seed}: ${JSON.stringify({ ...verdict, ...figures })}`);
  expect(verdict, verdict.examples.join('\n')).toMatchObject({
    missing: 0,
    doubled: 0,
    changed: 0,
    foreign: 0,
  });
  expect(verdict.acknowledged).toBeGreaterThan(100);
  expect(figures.serverKills + figures.databaseKills).toBeGreaterThan(0);
}, 180_000);
