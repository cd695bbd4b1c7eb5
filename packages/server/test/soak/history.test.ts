import { expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { PgDatabase } from '../../src/adapters/postgres/pg-database.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { quiet } from '../adapters/postgres/stores.ts';
import { runHistoryProgram } from './history-program.ts';

// `npm run soak -- history` runs the same with ten million fixes.
it('a day and a month of a vehicle are answered from an index and few partitions', async () => {
  const database = new PgDatabase({ url: await freshDatabase(), log: quiet, clock: systemClock });
  try {
    const figures = await runHistoryProgram(database, { fixes: 60_000, vehicles: 20, seed: 20_260_504 });
    expect(figures).toMatchObject({ fixes: 60_000, hours: 20 * 720 });
    expect(figures.parts).toBeGreaterThan(10);
    const { vehicleDay, month } = figures;
    expect(vehicleDay.scans.length).toBeGreaterThan(0);
    expect(vehicleDay.scans.length).toBeLessThanOrEqual(2);
    for (const { node } of [...vehicleDay.scans, ...month.scans]) expect(node).toMatch(/^(Index|Bitmap)/);
    // Every day of the month is there, and the one that has begun in Dublin before it has in UTC.
    expect(month.plan[0]).toMatch(/ rows=3[01] /);
    expect(month.scans.map(({ table }) => table)).toEqual(['location_hourly']);
  } finally {
    await database.close();
  }
}, 120_000);
