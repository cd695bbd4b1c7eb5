import { type Topic, WaycastError } from '@waycast/contract';
import { expect, it } from 'vitest';
import { MemoryTransactions } from '../../src/conformance/memory-transactions.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { Relay } from '../../src/kernel/relay.ts';
import { createManualClock } from '../manual-clock.ts';
import { nextTurn, ORDER } from './stored-world.ts';

const DRIVERS: Topic = { tenant: 'acme', family: 'drivers', id: '' };

/** A relay over a database and a live that keeps what it is told and fails when it is `away`. */
function openRelay() {
  const clock = createManualClock();
  const log = createRecordedLog();
  const database = new MemoryTransactions(clock);
  const live = { told: [] as string[], away: false, refuses: false };
  const take = async (what: string): Promise<void> => {
    if (live.away) throw new WaycastError('unavailable', 'nobody can be told');
    if (live.refuses) throw new TypeError('not like this');
    live.told.push(what);
  };
  const { outbox, ...server } = database.server();
  const relay = new Relay({
    outbox,
    clock,
    log,
    live: {
      carry: (_topic, _event, _data, { offset }) => take(`#${offset}`),
      append: async (_topic, _event, data) => {
        await take(JSON.stringify(data));
        return { epoch: 'live', offset: 1 };
      },
    },
  });
  /** Moves the clock in small steps, and lets what falls due come to its end. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(left, 100));
      for (let turns = 0; turns < 3; turns++) await nextTurn();
    }
  };
  return { clock, log, database, live, relay, pass, ...server };
}

it('X1 tells what is committed here at once, and notes it in one group', async () => {
  const { commit, write, live, database, relay, pass } = openRelay();
  for (let n = 1; n <= 3; n++) {
    commit(ORDER, {});
    write(DRIVERS, 'message', { n });
  }
  await nextTurn();
  expect(live.told.toSorted()).toEqual(['#1', '#2', '#3', '{"n":1}', '{"n":2}', '{"n":3}']);
  expect([database.untold, relay.waiting]).toEqual([6, 0]);
  await pass(20);
  expect(database.untold).toBe(0);
  await relay.close();
});

it('X1 tells what a server that died has left, once it is anybody’s', async () => {
  const { commit, live, database, relay, pass } = openRelay();
  for (let n = 1; n <= 1200; n++) commit(ORDER, {}, 'dying');
  await pass(4_000);
  expect(live.told).toEqual([]);
  await pass(2_100);
  expect(live.told).toEqual(database.events(ORDER).map(({ offset }) => `#${offset}`));
  expect(database.untold).toBe(0);
  await relay.close();
});

it('X1 tells in the order written what live numbers, also when live was away for long', async () => {
  for (const awayMs of [50, 1_000, 20_000]) {
    const { commit, write, live, database, relay, pass, log } = openRelay();
    live.away = true;
    for (let n = 1; n <= 4; n++) {
      write(DRIVERS, 'message', { n });
      commit(ORDER, {});
      await pass(awayMs / 4);
    }
    live.away = false;
    for (let n = 5; n <= 6; n++) write(DRIVERS, 'message', { n });
    await pass(40_000);
    const written = live.told.filter((one) => one.startsWith('{'));
    expect([...new Set(written)]).toHaveLength(6);
    if (awayMs < 4_000) expect(written).toEqual([1, 2, 3, 4, 5, 6].map((n) => `{"n":${n}}`));
    expect(new Set(live.told)).toContain('#4');
    expect([database.untold, relay.waiting, log.lines.length]).toEqual([0, 0, 1]);
    await relay.close();
  }
});

it('drops what live refuses, and says so', async () => {
  const { write, live, database, relay, pass, log } = openRelay();
  live.refuses = true;
  write(ORDER, 'order:update', {});
  await pass(200);
  expect([database.untold, log.lines.map(({ level }) => level)]).toEqual([0, ['error']]);
  await relay.close();
});

it('notes what it has told when the database is back, and tells nothing twice meanwhile', async () => {
  const { commit, live, database, relay, pass, log } = openRelay();
  database.away = true;
  commit(ORDER, {});
  await pass(30_000);
  expect([live.told, database.untold, log.lines.length]).toEqual([['#1'], 1, 1]);
  database.away = false;
  await pass(6_000);
  expect([live.told, database.untold]).toEqual([['#1'], 0]);
  await relay.close();
});

it('leaves nothing behind when it is closed, and what comes then to other servers', async () => {
  const { commit, live, database, relay, clock } = openRelay();
  commit(ORDER, {});
  await relay.close();
  commit(ORDER, {});
  expect([live.told, database.untold, clock.waiting]).toEqual([['#1'], 1, 0]);
});
