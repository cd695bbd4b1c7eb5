// Drivers who accept the same orders at the same moment, alone in a process: `scenarios/accepts.ts` starts it with a
// Rivalry as JSON and reads the RivalryFigures that it prints.

import { setTimeout } from 'node:timers/promises';
import { percentiles } from './percentiles.ts';
import { cpuSecondsOf } from './processes/process-tree.ts';
import { openFreeWinners } from './taxi/free-winners.ts';
import { httpRival, type Rival, socketRival } from './taxi/rival.ts';
import type { Rivalry, RivalryFigures } from './taxi/rivalry.ts';
import { signDriver, signToken } from './token.ts';

/** Orders under way at once where as many are accepted as can be. */
const AT_ONCE = 3;
const FREE_EVERY_MS = 100;
const FREE_AGAIN_MS = 2;
/** Orders a second that are made beforehand, where no pace is set: more than are accepted; a race without any ends early. */
const MOST_ORDERS_PER_SECOND = 600;
/** Of the warm-up, for each of its seconds. */
const WARM_UP_ORDERS_PER_SECOND = 250;
const CREATED_AT_ONCE = 16;
/** Until what was made has been offered. */
const SETTLE_MS = 1000;

const rivalry: Rivalry = JSON.parse(process.argv[2] ?? '');
const WARM_UP_ORDERS = Math.ceil(WARM_UP_ORDERS_PER_SECOND * rivalry.warmUpSeconds);
const waits = { winners: [] as number[], losers: [] as number[] };
const free: Rival[] = [];
let won: Rival[] = [];

async function createOrders(count: number): Promise<string[]> {
  const token = await signToken(rivalry.secret, 'dispatcher');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ pickup: { latitude: 52.66, longitude: -8.62, name: 'Station' } });
  const ids: string[] = [];
  const create = async (): Promise<void> => {
    while (ids.length < count) {
      const orderId = `ride-${ids.length}`;
      ids.push(orderId);
      const answer = await fetch(`${rivalry.url}/api/orders`, {
        ...{ method: 'POST', headers },
        body: body.replace('{', `{"orderId":"${orderId}",`),
      });
      if (answer.status !== 201) throw new Error(`an order was answered with ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CREATED_AT_ONCE }, create));
  return ids;
}

/** `began`: when it was due, also where too few drivers were free then. */
async function race(orderId: string, began?: number): Promise<void> {
  while (free.length < rivalry.rivals) await setTimeout(FREE_AGAIN_MS);
  const drivers = free.splice(0, rivalry.rivals);
  const asked = began ?? performance.now();
  const outcomes = await Promise.all(
    drivers.map(async (driver) => {
      const isHis = await driver.accept(orderId);
      (isHis ? waits.winners : waits.losers).push(performance.now() - asked);
      (isHis ? won : free).push(driver);
      return isHis;
    }),
  );
  const winners = outcomes.filter(Boolean).length;
  if (winners !== 1) throw new Error(`order ${orderId} has ${winners} winners`);
}

/** As many races as fit; returns the seconds until the last was over. */
async function raceFor(seconds: number, perSecond: number | null, orders: string[]): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  if (perSecond === null) {
    const lane = async (): Promise<void> => {
      for (let id = orders.shift(); id !== undefined && performance.now() < end; id = orders.shift())
        await race(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } else {
    const everyMs = (1000 * rivalry.rivals) / perSecond;
    const races: Promise<void>[] = [];
    for (let at = began; at < end; at += everyMs) {
      await setTimeout(Math.max(0, at - performance.now()));
      const id = orders.shift();
      if (id === undefined) throw new Error('too few orders were made for the pace');
      races.push(race(id, at));
    }
    await Promise.all(races);
  }
  return (performance.now() - began) / 1000;
}

function used() {
  const { user, system } = process.cpuUsage();
  const { server, postgres, redis } = rivalry.pids;
  return {
    ...{ server: cpuSecondsOf(server), postgres: cpuSecondsOf(postgres), redis: cpuSecondsOf(redis) },
    rivals: (user + system) / 1e6,
  };
}

async function measure(orders: string[]): Promise<RivalryFigures> {
  // As fast as they are answered, until the code is compiled.
  await raceFor(rivalry.warmUpSeconds, null, orders.splice(0, WARM_UP_ORDERS));
  waits.winners = [];
  waits.losers = [];
  const before = used();
  const seconds = await raceFor(rivalry.seconds, rivalry.perSecond, orders);
  const after = used();
  const all = [...waits.winners, ...waits.losers];
  return {
    accepts: all.length,
    orders: waits.winners.length,
    seconds,
    all: percentiles(all),
    winners: percentiles(waits.winners),
    losers: percentiles(waits.losers),
    cpu: {
      server: after.server - before.server,
      postgres: after.postgres - before.postgres,
      redis: after.redis - before.redis,
      rivals: after.rivals - before.rivals,
    },
  };
}

const perSecond = rivalry.perSecond === null ? MOST_ORDERS_PER_SECOND : rivalry.perSecond / rivalry.rivals;
const orders = await createOrders(WARM_UP_ORDERS + Math.ceil(perSecond * rivalry.seconds) + 2);
const open = rivalry.transport === 'http' ? httpRival : socketRival;
for (let n = 0; n < rivalry.drivers; n++)
  free.push(await open(rivalry.url, signDriver(rivalry.secret, n), `driver-${n}`));
await setTimeout(SETTLE_MS);
const database = await openFreeWinners(rivalry.databaseUrl);
const freeing = setInterval(() => {
  const winners = won;
  won = [];
  if (winners.length === 0) return;
  void database.free(winners.map(({ driverId }) => driverId)).then(() => free.push(...winners));
}, FREE_EVERY_MS);
const figures = await measure(orders);
clearInterval(freeing);
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
