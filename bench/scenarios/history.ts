import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { readHistories, runWrk, type WrkResult } from '../load/wrk.ts';
import { openPostgres } from '../processes/postgres.ts';
import { startServer } from '../processes/server-process.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { signToken } from '../token.ts';
import { missingWrk } from './reporting.ts';

const VEHICLES = 500;
/** Every 10 s for a day in a full run; for two hours in a quick one. */
const EVERY_S = 10;
const DAY_S = 86_400;
const QUICK_S = 7200;
const BEGIN = Date.UTC(2026, 0, 5);
const BATCH = 100;
const SETTLE_MS = 1000;

/** Writes the fixes of a day as servers would have, in the order in which they came. */
const FILL = `insert into location_events (time, received_at, tenant_id, vehicle_id, latitude, longitude, accuracy,
    speed, heading)
  select at, at + interval '1 second', 'default', 'bus-' || vehicle, 52.6 + n * 1e-5, -8.6 + vehicle * 1e-4, 5, 8.3,
    n % 360
  from generate_series(0, $1::int - 1) n, generate_series(0, $2::int - 1) vehicle,
    lateral (select to_timestamp($3::float8 / 1000) + n * interval '${EVERY_S} seconds' as at) t
  order by n, vehicle`;

async function measure(options: RunOptions): Promise<Measurement> {
  const postgres = await openPostgres();
  try {
    const url = await postgres.createDatabase();
    const server = await startServer('waycast', { env: { NODE_ENV: 'production', DATABASE_URL: url } });
    try {
      const fixesPerVehicle = (options.quick ? QUICK_S : DAY_S) / EVERY_S;
      const vehicles = scaled(VEHICLES, options);
      await fill(url, fixesPerVehicle, vehicles);
      const token = await signToken(server.secret, 'dispatcher');
      const load = { url: server.url, token, vehicles, seconds: Math.max(2, options.seconds / 2) };
      const used = () => [server.cpuSeconds(), postgres.cpuSeconds()] as const;
      const timed = async (run: () => Promise<WrkResult>): Promise<Timed> => {
        const [serverBefore, postgresBefore] = used();
        const result = await run();
        const [serverAfter, postgresAfter] = used();
        return {
          ...result,
          ofServer: serverAfter - serverBefore,
          ofPostgres: postgresAfter - postgresBefore,
        };
      };
      const page = await timed(() => readHistories({ ...load, query: 'limit=100', connections: 10 }));
      const hour = await timed(() => readHistories({ ...load, query: hourOf(BEGIN), connections: 10 }));
      const day = await timed(() => readHistories({ ...load, query: 'format=csv', connections: 2 }));
      const inserted = await timed(() =>
        runWrk({ ...load, path: '/api/tracking/batch', fixesPerRequest: BATCH, connections: 10 }),
      );
      return measurementOf(inserted, {
        'rows before': fixesPerVehicle * vehicles,
        ...costsOf('page of 100', page),
        ...costsOf('hour', hour),
        'days as CSV, fixes/s': (day.requests * fixesPerVehicle) / day.seconds,
        'days as CSV, server µs/fix': (day.ofServer / (day.requests * fixesPerVehicle)) * 1e6,
      });
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/** A run of wrk, and the CPU seconds that it took. */
interface Timed extends WrkResult {
  readonly ofServer: number;
  readonly ofPostgres: number;
}

function measurementOf(inserted: Timed, extra: Readonly<Record<string, number>>): Measurement {
  const { requests, seconds, p50Ms, p99Ms, busy, ofServer, ofPostgres } = inserted;
  const fixes = requests * BATCH;
  return {
    rate: fixes / seconds,
    perCpuSecond: fixes / ofServer,
    p50Ms,
    p99Ms,
    serverBusy: ofServer / seconds,
    generatorBusy: busy,
    extra: { 'PostgreSQL µs/insert': (ofPostgres / fixes) * 1e6, ...extra },
  };
}

function costsOf(what: string, { requests, p50Ms, p99Ms, ofServer, ofPostgres }: Timed) {
  return {
    [`${what} p50 ms`]: p50Ms,
    [`${what} p99 ms`]: p99Ms,
    [`${what} server ms`]: (ofServer / requests) * 1000,
    [`${what} PostgreSQL ms`]: (ofPostgres / requests) * 1000,
  };
}

/** An hour has 360 fixes. */
function hourOf(begin: number): string {
  return `from=${begin}&to=${begin + 3_600_000 - 1}&limit=1000`;
}

async function fill(url: string, fixesPerVehicle: number, vehicles: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(FILL, [fixesPerVehicle, vehicles, BEGIN]);
    await client.query('vacuum analyze location_events');
    await client.query('checkpoint');
    await setTimeout(SETTLE_MS);
  } finally {
    await client.end();
  }
}

export const history: Scenario = {
  name: 'history',
  fullOnly: true,
  title: 'A table of fixes: inserts in batches of 100, pages, hours and days of a vehicle over HTTP',
  unit: 'fixes inserted',
  contenders: [{ name: 'Waycast', missing: missingWrk, measure }],
};
