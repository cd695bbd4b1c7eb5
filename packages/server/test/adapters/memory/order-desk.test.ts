import { createMemoryOrderDesk } from '../../../src/adapters/memory/order-desk.ts';
import { orderDeskSuite } from '../../../src/conformance/order-desk-suite.ts';
import { createManualClock } from '../../manual-clock.ts';

orderDeskSuite('in memory', async () => {
  const clock = createManualClock();
  const desk = createMemoryOrderDesk({ clock, lockTtlS: 1 });
  return { here: desk, elsewhere: desk, passLockTime: () => clock.advance(1000), close: () => desk.end() };
});
