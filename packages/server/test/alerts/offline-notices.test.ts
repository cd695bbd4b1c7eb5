import { expect, it } from 'vitest';
import type { Occurrence } from '../../src/modules/alerts/occurrence.ts';
import { createOfflineNotices } from '../../src/modules/alerts/offline-notices.ts';
import { quiet } from '../adapters/postgres/stores.ts';
import { createManualClock } from '../manual-clock.ts';

/** Notices over a database that is away until `back` is called. */
function world() {
  const clock = createManualClock();
  const asked: (readonly Occurrence[])[] = [];
  let isAway = true;
  const notices = createOfflineNotices({
    make: async (occurrences) => {
      asked.push(occurrences);
      if (isAway) throw new Error('away');
      return occurrences.length;
    },
    onMade: () => undefined,
    store: { tenantsWith: async () => [] },
    history: { lastOfAll: async function* () {} },
    clock,
    log: quiet,
    offlineAfterMs: 60_000,
  });
  const silent = (id: string) =>
    notices.silent({ tenant: 'acme', family: 'vehicle', id }, { event: 'x', version: clock.now(), data: {} });
  return {
    clock,
    asked,
    notices,
    silent,
    back: () => {
      isAway = false;
    },
  };
}

/** What is under way in promises has ended. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const idsOf = (occurrences: readonly Occurrence[] = []) => occurrences.map(({ vehicleId }) => vehicleId);

it('silences while the database is away wait for one retry, and are told together when it is back', async () => {
  const { clock, asked, silent, back } = world();
  for (const id of ['a', 'b', 'c', 'd']) {
    silent(id);
    await turn();
  }
  expect([asked.length, clock.waiting]).toEqual([1, 1]);
  clock.advance(5000);
  await turn();
  expect([asked.length, clock.waiting]).toEqual([2, 1]);
  back();
  clock.advance(5000);
  await turn();
  expect(idsOf(asked.at(-1))).toEqual(['a', 'b', 'c', 'd']);
  expect([asked.length, clock.waiting]).toEqual([3, 0]);
});

it('closing leaves no timer behind, also of what fails meanwhile', async () => {
  const armed = world();
  armed.silent('a');
  await turn();
  await armed.notices.close();
  expect(armed.clock.waiting).toBe(0);
  const telling = world();
  telling.silent('a');
  await telling.notices.close();
  telling.silent('b');
  await turn();
  expect([telling.clock.waiting, telling.asked.length]).toEqual([0, 1]);
});

it('beyond the bound the newest are left out', async () => {
  const { clock, asked, silent, back } = world();
  for (let count = 0; count <= 10_000; count++) silent(`v${count}`);
  await turn();
  back();
  clock.advance(5000);
  await turn();
  expect(asked.at(-1)).toHaveLength(10_000);
});
