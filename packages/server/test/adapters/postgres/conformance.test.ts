import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { fencesSuite } from '../../../src/conformance/fences-suite.ts';
import { grantsSuite } from '../../../src/conformance/grants-suite.ts';
import { historySuite } from '../../../src/conformance/history-suite.ts';
import { shareStoreSuite } from '../../../src/conformance/share-store-suite.ts';
import { restartableStore, temporaryFolder } from './stores.ts';

async function embedded() {
  const { folder, remove } = await temporaryFolder();
  return restartableStore({ dataDir: folder }, remove);
}

async function server() {
  return restartableStore({ url: await freshDatabase() });
}

historySuite('embedded', embedded);
historySuite('PostgreSQL', server);
grantsSuite('embedded', embedded);
grantsSuite('PostgreSQL', server);
shareStoreSuite('embedded', embedded);
shareStoreSuite('PostgreSQL', server);
fencesSuite('embedded', embedded);
fencesSuite('PostgreSQL', server);
