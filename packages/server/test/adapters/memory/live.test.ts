import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { liveSuite } from '../../../src/conformance/live-suite.ts';

const logTail = 30;
const live = createMemoryLive({ logTail });
liveSuite('in memory', async () => ({ live, logTail, close: () => live.close() }));
