import { afterAll, beforeAll, describe } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { hazardsSuite } from '../../../src/conformance/hazards-suite.ts';
import { roadObservationsSuite } from '../../../src/conformance/road-observations-suite.ts';
import { roadSegmentsSuite } from '../../../src/conformance/road-segments-suite.ts';
import { openStore } from './stores.ts';

// One database of each kind for all suites: starting one takes longer than they do.
describe.each([
  ['embedded', async () => ({ dataDir: 'memory' })],
  ['PostgreSQL', async () => ({ url: await freshDatabase() })],
] as const)('roads on %s', (name, where) => {
  let store: PostgresStore;
  beforeAll(async () => {
    store = await openStore(await where());
  });
  afterAll(() => store?.close());

  for (const suite of [roadObservationsSuite, roadSegmentsSuite, hazardsSuite]) suite(name, () => store);
});
