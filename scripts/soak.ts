// `npm run soak`: the seeded programs of the tests at full size, one after the other, or those named:
// `npm run soak -- realtime sentinel cluster spool history rides school orders conversations roads`. The seed of a failure
// repeats it: `npm run soak -- realtime --seed N --rounds 1`, or as a test with SOAK_SEED=N.
import { parseArgs } from 'node:util';
import { createWaycast } from '@waycast/server';
import { PgDatabase } from '../packages/server/src/adapters/postgres/pg-database.ts';
import { systemClock } from '../packages/server/src/ports/clock.ts';
import { openStore, quiet } from '../packages/server/test/adapters/postgres/stores.ts';
import { austinDay, limerickRide, missing } from '../packages/server/test/fleet/real-rides.ts';
import { runHistoryProgram } from '../packages/server/test/soak/history-program.ts';
import { runRealtimeProgram } from '../packages/server/test/soak/realtime-program.ts';
import { REPORT_PATHS } from '../packages/server/test/soak/rides/report-paths.ts';
import { differences, RIDES_SERVER, RidesProgram } from '../packages/server/test/soak/rides/rides-program.ts';
import { runRoadsProgram } from '../packages/server/test/soak/roads-program.ts';
import { runCampaign } from '../test/campaign/campaign.ts';
import { runTalk, type TalkCampaign } from '../test/campaign/conversations/run-talk.ts';
import { clusterGround, sentinelGround } from '../test/campaign/grounds.ts';
import { type OrderCampaign, runOrders } from '../test/campaign/orders/run-orders.ts';
import { runOutages } from '../test/campaign/outages/run-outages.ts';
import { runSchoolDay } from '../test/campaign/school/run-school.ts';
import { startPostgres } from '../test/fixtures/postgres.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    rounds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '2000' },
    commands: { type: 'string', default: '200' },
    clients: { type: 'string', default: '2000' },
    vehicles: { type: 'string', default: '300' },
    calm: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '300' },
    reporters: { type: 'string', default: '60' },
    orders: { type: 'string', default: '10000' },
    fixes: { type: 'string', default: '10000000' },
    conversations: { type: 'string', default: '300' },
    observations: { type: 'string', default: '1000000' },
    buses: { type: 'string', default: '40' },
  },
});

/** Whatever is wrong, counted by kind and with examples, ends the run with 1. */
function failOn(wrong: Readonly<Record<string, number>>, examples: readonly string[] = []): void {
  if (Object.values(wrong).some((count) => count > 0) || examples.length > 0) process.exitCode = 1;
}

/** Sessions, hub and live against a model, on random programs. */
async function realtime(): Promise<void> {
  const [rounds, runs, commands] = [Number(values.rounds), Number(values.runs), Number(values.commands)];
  for (let round = 0; round < rounds; round++) {
    const seed = Number(values.seed) + round;
    const startedAt = Date.now();
    await runRealtimeProgram({ seed, runs, commands });
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    console.log(
      `round ${round + 1} of ${rounds}: seed ${seed}, ${runs} runs of up to ${commands} actions hold (${seconds} s)`,
    );
  }
}

/** Three servers behind nginx whose parts are killed one after the other; `calm` seconds lie between two faults. */
async function campaign(name: string, open: typeof sentinelGround): Promise<void> {
  const ground = await open();
  try {
    const size = {
      clients: Number(values.clients),
      vehicles: Number(values.vehicles),
      follows: 1,
      announceEveryMs: 1000,
      calmMs: Number(values.calm) * 1000,
    };
    const outcome = await runCampaign(ground, size, console.log);
    console.log(`${name}: ${JSON.stringify(outcome, null, 2)}`);
    const { missing, doubled, disordered, notRecovered, olderPositions, notNewest } = outcome.verdict;
    failOn({ missing, doubled, disordered, notRecovered, olderPositions, notNewest });
  } finally {
    await ground.stop();
  }
}

/** A server and its database, killed at random for `seconds` under the load of so many `reporters`. */
async function spool(): Promise<void> {
  const size = {
    seed: Number(values.seed),
    seconds: Number(values.seconds),
    vehicles: Number(values.reporters),
    pauseMs: 50,
  };
  const outcome = await runOutages(size, console.log);
  console.log(`spool: ${JSON.stringify({ ...size, ...outcome }, null, 2)}`);
  const { missing, doubled, changed, foreign } = outcome.verdict;
  failOn({ missing, doubled, changed, foreign });
}

/** A month of fixes in PostgreSQL, and how it answers for a day and a month of one vehicle. */
async function history(): Promise<void> {
  const postgres = await startPostgres();
  try {
    const database = new PgDatabase({ url: await postgres.createDatabase(), log: quiet, clock: systemClock });
    const size = { fixes: Number(values.fixes), vehicles: 500, seed: Number(values.seed) };
    const { vehicleDay, month, ...figures } = await runHistoryProgram(database, size);
    console.log(`history: ${JSON.stringify(figures, null, 2)}`);
    console.log(`a day of a vehicle (${vehicleDay.ms} ms):\n${vehicleDay.plan.join('\n')}`);
    console.log(`its days of a month (${month.ms} ms):\n${month.plan.join('\n')}`);
    await database.close();
  } finally {
    await postgres.stop();
  }
}

/** The whole Limerick ride and the day of Austin's whole fleet by every path, in any order and some of it twice. */
async function rides(): Promise<void> {
  if (missing !== '') throw new Error(`The real rides are not here${missing}`);
  const postgres = await startPostgres();
  const waycast = await createWaycast({ ...RIDES_SERVER, databaseUrl: await postgres.createDatabase() });
  try {
    const fixes = [limerickRide(), ...austinDay().values()].flat();
    const seed = Number(values.seed);
    const program = new RidesProgram(waycast.url ?? '', { fixes, seed, patienceMs: 600_000 });
    const expected = await program.inOrder();
    const vehicles = Object.keys(expected.positions).length;
    console.log(`rides: ${JSON.stringify({ seed, fixes: fixes.length, vehicles })}, judged in order`);
    for (const path of Object.keys(REPORT_PATHS)) {
      const startedAt = Date.now();
      const differing = differences(await program.disordered(path, expected), expected);
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      console.log(`${path}: ${differing.length} differ ${differing.slice(0, 10).join(', ')} (${seconds} s)`);
      failOn({ differing: differing.length });
    }
  } finally {
    await waycast.close();
    await postgres.stop();
  }
}

/** A school day of so many `buses` over three servers, which are killed on its way, as is Redis. */
async function school(): Promise<void> {
  const faults = { serverKills: 10, redisKills: 3, untilTakenUp: true };
  const places = { servers: 3, buses: Number(values.buses), stops: 7, pupils: 30 };
  const outcome = await runSchoolDay(
    { seed: Number(values.seed), playS: 120, ...places, ...faults },
    console.log,
  );
  console.log(`school: ${JSON.stringify({ seed: values.seed, ...outcome }, null, 2)}`);
  const { visits: _visits, worstTimeS: _worst, examples, ...wrong } = outcome.verdict;
  failOn(wrong, examples);
}

/** Over three servers on Sentinel, and over one without Redis. */
async function onBothGrounds(
  name: string,
  run: (servers: number, on: 'sentinel' | 'no Redis') => Promise<OrderCampaign | TalkCampaign>,
): Promise<void> {
  for (const [servers, on] of [
    [3, 'sentinel'],
    [1, 'no Redis'],
  ] as const) {
    const outcome = await run(servers, on);
    console.log(`${name} on ${on}: ${JSON.stringify({ seed: values.seed, ...outcome }, null, 2)}`);
    const { examples, ...wrong } = outcome.verdict;
    failOn(wrong, examples);
  }
}

/** Orders that up to 20 drivers want at the same moment. */
async function orders(): Promise<void> {
  const rush = { drivers: 1000, orders: Number(values.orders), rivals: 20, atOnce: 8, expiresAfterS: 20 };
  const faults = { faultRounds: 4, calmMs: Number(values.calm) * 1000 };
  const size = { seed: Number(values.seed), ...rush, ...faults, followedOneIn: 10 };
  await onBothGrounds('orders', (servers, on) => runOrders({ ...size, servers }, on, console.log));
}

/** People who talk; the first conversation is the longest. */
async function conversations(): Promise<void> {
  const talks = { conversations: Number(values.conversations), actions: 60, longTimes: 20, atOnce: 12 };
  const faults = { faultRounds: 4, calmMs: Number(values.calm) * 1000 };
  const size = { seed: Number(values.seed), ...talks, ...faults };
  await onBothGrounds('conversations', (servers, on) => runTalk({ ...size, servers }, on, console.log));
}

/** So many observations of roads, matched and estimated by and by, and all of it again. */
async function roads(): Promise<void> {
  const postgres = await startPostgres();
  const store = await openStore({ url: await postgres.createDatabase() });
  try {
    const size = {
      observations: Number(values.observations),
      seed: Number(values.seed),
      batchesPerPass: 200,
    };
    const { differing, ...figures } = await runRoadsProgram(store, size);
    console.log(`roads: ${JSON.stringify({ ...size, ...figures, differing: differing.length }, null, 2)}`);
    failOn({ differing: differing.length });
  } finally {
    await store.close();
    await postgres.stop();
  }
}

const PROGRAMS: Readonly<Record<string, () => Promise<void>>> = {
  realtime,
  sentinel: () => campaign('sentinel', sentinelGround),
  cluster: () => campaign('cluster', clusterGround),
  spool,
  history,
  rides,
  school,
  orders,
  conversations,
  roads,
};

for (const name of positionals.length === 0 ? Object.keys(PROGRAMS) : positionals) {
  const program = PROGRAMS[name];
  if (program === undefined) throw new Error(`${name} is none of ${Object.keys(PROGRAMS).join(', ')}`);
  await program();
}
