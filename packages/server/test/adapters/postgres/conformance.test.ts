import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { PostgresHistory } from '../../../src/adapters/postgres/postgres-history.ts';
import { PostgresHistoryWork } from '../../../src/adapters/postgres/postgres-history-work.ts';
import { devicesSuite } from '../../../src/conformance/devices-suite.ts';
import { fencesSuite } from '../../../src/conformance/fences-suite.ts';
import { grantsSuite } from '../../../src/conformance/grants-suite.ts';
import { type HistorySubject, historySuite } from '../../../src/conformance/history-suite.ts';
import { type HistoryWorkSubject, historyWorkSuite } from '../../../src/conformance/history-work-suite.ts';
import { shareStoreSuite } from '../../../src/conformance/share-store-suite.ts';
import { tripsSuite } from '../../../src/conformance/trips-suite.ts';
import { keepingSubject } from './keeping-subject.ts';
import { plain } from './levels.ts';
import { restartableStore, temporaryFolder } from './stores.ts';
import { openTimescale } from './timescale-database.ts';

async function embedded() {
  const { folder, remove } = await temporaryFolder();
  return restartableStore({ dataDir: folder }, remove);
}

/** For suites that restart nothing: every commit to a folder waits for the disk. */
function inMemory() {
  return restartableStore({ dataDir: 'memory' });
}

async function server() {
  return restartableStore({ url: await freshDatabase() });
}

historySuite('embedded', embedded);
historySuite('PostgreSQL', server);
grantsSuite('embedded', inMemory);
grantsSuite('PostgreSQL', server);
shareStoreSuite('embedded', embedded);
shareStoreSuite('PostgreSQL', server);
fencesSuite('embedded', inMemory);
fencesSuite('PostgreSQL', server);
for (const { name, open } of plain) historyWorkSuite(name, async () => workSubject(await open()));
// Its editions differ only in upkeep, which has a suite of its own.
historyWorkSuite('TimescaleDB', async () => workSubject(await openTimescale()));
historySuite('TimescaleDB', async () => historySubject(await openTimescale()));

async function workSubject(database: Database): Promise<HistoryWorkSubject> {
  await migrate(database);
  return {
    newServer: () => new PostgresHistory(database),
    work: new PostgresHistoryWork(database),
    age: (seconds) =>
      database.exec(`update history_work set marked_at = marked_at - interval '${seconds} seconds',
      since = since - interval '${seconds} seconds'`),
    close: () => database.close(),
  };
}

async function historySubject(database: Database): Promise<HistorySubject> {
  const { history, close } = await keepingSubject(database);
  // It is in memory: what a restart does to it is looked at where there are files.
  return { history: () => history, reopen: async () => undefined, close };
}
devicesSuite('embedded', inMemory);
devicesSuite('PostgreSQL', server);
tripsSuite('embedded', inMemory);
tripsSuite('PostgreSQL', server);
