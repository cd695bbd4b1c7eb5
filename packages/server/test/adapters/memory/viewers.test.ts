import { createMemoryViewers } from '../../../src/adapters/memory/viewers.ts';
import { viewersSuite } from '../../../src/conformance/viewers-suite.ts';
import { createManualClock } from '../../manual-clock.ts';

viewersSuite('in memory', async () => {
  const clock = createManualClock();
  const viewers = createMemoryViewers({ clock });
  return {
    here: viewers,
    elsewhere: viewers,
    passTick: () => clock.advance(250),
    close: () => viewers.end(),
  };
});
