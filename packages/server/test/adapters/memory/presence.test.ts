import { createMemoryPresence } from '../../../src/adapters/memory/presence.ts';
import { presenceSuite } from '../../../src/conformance/presence-suite.ts';
import { systemClock } from '../../../src/ports/clock.ts';

presenceSuite('in memory', async () => {
  const presence = createMemoryPresence({ serverId: 'alone', clock: systemClock });
  return { here: presence, elsewhere: presence, close: () => presence.end() };
});
