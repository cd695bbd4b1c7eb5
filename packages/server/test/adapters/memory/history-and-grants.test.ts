import { grantsSuite } from '../../../src/conformance/grants-suite.ts';
import { historySuite } from '../../../src/conformance/history-suite.ts';
import { createMemoryGrants } from '../../../src/conformance/memory-grants.ts';
import { createMemoryHistory } from '../../../src/conformance/memory-history.ts';

// What the kernel's own tests run on keeps the ports' promises too.
const history = createMemoryHistory();
historySuite('in memory', async () => ({
  history: () => history,
  reopen: async () => undefined,
  close: async () => undefined,
}));

const grants = createMemoryGrants();
grantsSuite('in memory', async () => ({ grants, close: async () => undefined }));
