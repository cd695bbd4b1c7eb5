import { expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { openStore } from '../adapters/postgres/stores.ts';
import { runRoadsProgram } from './roads-program.ts';

// `npm run soak -- roads` runs the same with a million observations.
it('what is known of roads is the same by and by and all at once', async () => {
  const store = await openStore({ url: await freshDatabase() });
  try {
    const size = { observations: 10_000, seed: 20_260_504, batchesPerPass: 7 };
    const figures = await runRoadsProgram(store, size);
    expect(figures).toMatchObject({ observations: 10_000, differing: [] });
    expect(figures.estimated).toBeGreaterThan(300);
  } finally {
    await store.close();
  }
}, 120_000);
