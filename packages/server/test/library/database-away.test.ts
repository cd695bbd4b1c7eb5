import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWaycast, type Waycast } from '@waycast/server';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type PostgresServer, startPostgres } from '../../../../test/fixtures/postgres.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';

const SECRET = 'a secret that is long enough for HS256';
const Answer = z.looseObject({
  status: z.unknown().optional(),
  degraded: z.boolean().optional(),
  reason: z.string().optional(),
  code: z.string().optional(),
  accepted: z.unknown().optional(),
  broadcast: z.unknown().optional(),
  services: z.looseObject({ database: z.string() }).optional(),
});

async function ownPostgres(): Promise<{ postgres: PostgresServer; databaseUrl: string }> {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  return { postgres, databaseUrl: await postgres.createDatabase() };
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'waycast-away-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(databaseUrl: string, dataDir: string, options = {}) {
  const waycast: Waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret: SECRET,
    databaseUrl,
    dataDir,
    gpsRateLimitMax: 0,
    // Nobody is to be led elsewhere, though readiness was asked for.
    drainTimeout: 0,
    commandsPerSecondPerSubject: 0,
    logLevel: 'silent',
    ...options,
  });
  onTestFinished(() => waycast.close());
  const token = await signToken(SECRET, { subject: 'ann', roles: ['admin'], vehicles: [], ttlS: 600 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (path: string, body?: object) => {
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${waycast.url}${path}`, init);
    return { status: response.status, body: Answer.parse(await response.json()) };
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${waycast.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  return {
    waycast,
    call,
    metric,
    database: async () => (await call('/health')).body.services?.database,
    report: (vehicleId: string, time: number) =>
      call('/api/tracking/location', { vehicleId, latitude: 52, longitude: -8, timestamp: time }),
  };
}

async function rowsIn(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; ms: string }>(
      'select vehicle_id as id, (extract(epoch from time) * 1000)::bigint as ms from location_events order by 1, 2',
    );
    return rows.map(({ id, ms }) => `${id} ${ms}`);
  } finally {
    await client.end();
  }
}

test('fixes are acknowledged while the database is away, and each is stored once when it is back', async () => {
  const { postgres, databaseUrl } = await ownPostgres();
  const { report, database, call, metric } = await start(databaseUrl, await folder());
  const now = Date.now();
  const acknowledged: string[] = [];
  let running = true;
  const drive = async (vehicle: string): Promise<void> => {
    for (let time = now - 3_600_000; running; time += 1000) {
      const { status } = await report(vehicle, time);
      if (status === 202) acknowledged.push(`${vehicle} ${time}`);
      else expect(status).toBe(503);
    }
  };
  const drives = ['bus-1', 'bus-2', 'bus-3'].map(drive);
  await until('some are stored', () => acknowledged.length > 20);
  await postgres.kill();
  await until('it is noticed', async () => (await database()) === 'disconnected');
  const before = acknowledged.length;
  await until('fixes are acknowledged all the same', () => acknowledged.length > before + 50);
  expect(await metric('waycast_spool_bytes')).toBeGreaterThan(0);
  expect(await metric('waycast_spooled_fixes_total')).toBeGreaterThan(50);
  expect(await call('/health/ready')).toMatchObject({
    status: 200,
    body: { degraded: true, reason: 'the database is away' },
  });
  expect((await call('/api/tracking/vehicles/bus-1/history')).status).toBe(503);
  await postgres.start();
  await until('all are stored', async () => (await metric('waycast_spool_bytes')) === 0, {
    timeoutMs: 30_000,
  });
  running = false;
  await Promise.all(drives);
  const rows = await rowsIn(databaseUrl);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows).toEqual(expect.arrayContaining(acknowledged));
  expect((await call('/health')).body).toMatchObject({ status: 'ok' });
}, 120_000);

test('the server starts while the database is away, takes fixes, and migrates when it is there', async () => {
  const { postgres, databaseUrl } = await ownPostgres();
  await postgres.kill();
  const dataDir = await folder();
  const first = await start(databaseUrl, dataDir);
  expect(await first.database()).toBe('disconnected');
  expect((await first.call('/health/ready')).body).toMatchObject({ status: 'ready', degraded: true });
  const now = Date.now();
  // Live cannot know whether an hour ago is the newest of this vehicle.
  expect(await first.report('bus-1', now - 3_600_000)).toMatchObject({
    status: 202,
    body: { broadcast: false },
  });
  expect(await first.report('bus-1', now)).toMatchObject({ status: 202, body: { broadcast: true } });
  expect((await first.call('/api/tracking/vehicles/bus-9/location')).status).toBe(503);
  await first.waycast.close();
  const second = await start(databaseUrl, dataDir);
  expect(await second.report('bus-1', now + 1)).toMatchObject({ status: 202 });
  await postgres.start();
  await until('it is connected', async () => (await second.database()) === 'connected', {
    timeoutMs: 30_000,
  });
  await until('all are stored', async () => (await second.metric('waycast_spool_bytes')) === 0);
  expect(await rowsIn(databaseUrl)).toEqual([now - 3_600_000, now, now + 1].map((time) => `bus-1 ${time}`));
}, 120_000);

test('fixes that neither database nor disk takes are refused, to be sent again', async () => {
  const { postgres, databaseUrl } = await ownPostgres();
  const taken = join(await folder(), 'taken');
  // A file where the folder of the spool is to be made: as little room as on a full disk.
  await writeFile(taken, '');
  const { report, database } = await start(databaseUrl, join(taken, 'data'));
  expect((await report('bus-1', Date.now())).status).toBe(202);
  await postgres.kill();
  await until('it is noticed', async () => (await database()) === 'disconnected');
  expect(await report('bus-1', Date.now())).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  await postgres.start();
  const again = async () => (await report('bus-1', Date.now())).status === 202;
  await until('fixes are taken when the database is back', again, { timeoutMs: 30_000 });
}, 60_000);

test('without a spool, fixes are refused while the database is away, and the server does not start', async () => {
  const { postgres, databaseUrl } = await ownPostgres();
  const { report, database } = await start(databaseUrl, await folder(), { spoolMaxMb: 0 });
  expect((await report('bus-1', Date.now())).status).toBe(202);
  await postgres.kill();
  await until('it is noticed', async () => (await database()) === 'disconnected');
  expect(await report('bus-1', Date.now())).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  await expect(start(databaseUrl, await folder(), { spoolMaxMb: 0 })).rejects.toMatchObject({
    code: 'unavailable',
  });
}, 60_000);

test('a database that turns the server away is not waited for', async () => {
  const wrong = new URL(await freshDatabase());
  wrong.pathname = '/no-such-database';
  await expect(start(wrong.href, await folder())).rejects.toMatchObject({ code: 'unavailable' });
}, 60_000);
