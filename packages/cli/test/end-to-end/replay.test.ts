import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { freePort } from '../../../../test/fixtures/processes.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';
import { SERVING, startServer } from './running-server.ts';

const SECRET = 'test-secret-of-at-least-32-bytes-123';
const START = Date.UTC(2026, 0, 5, 6);

async function setting() {
  const database = await freshDatabase();
  const cwd = temporaryFolderOfTest();
  const env = {
    DATABASE_URL: database,
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'error',
  };
  const client = new Client(database);
  await client.connect();
  onTestFinished(() => client.end());
  const count = async (what = '*'): Promise<number> =>
    Number((await client.query(`select count(${what})::int as n from location_events`)).rows[0]?.n);
  return { cwd, env, count };
}

/** A CSV of several vehicles at 1 Hz. */
function writeDay(folder: string, vehicles: number, seconds: number): string {
  const rows: string[] = ['vehicle,time,latitude,longitude,speed'];
  for (let second = 0; second < seconds; second++) {
    for (let vehicle = 1; vehicle <= vehicles; vehicle++) {
      const time = new Date(START + second * 1000).toISOString();
      rows.push(`bus-${vehicle},${time},${(52 + second * 1e-5).toFixed(5)},${-8 - vehicle / 100},36`);
    }
  }
  const path = join(folder, 'day.csv');
  writeFileSync(path, rows.join('\n'));
  return path;
}

describe('replay against a real server', () => {
  test('all fixes are stored once, however often they are sent', async () => {
    const { cwd, env, count } = await setting();
    await startServer('start', SERVING, { cwd, env });
    const day = writeDay(cwd, 2, 1100);
    const args = ['replay', day, '--speed', 'max', '--speed-unit', 'kmh'];
    for (let time = 1; time <= 2; time++) {
      const { code, stdout, stderr } = await runWaycast(args, { cwd, env });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^2,200 of 2,200 fixes of 2 vehicles sent in .* s\n {2}accepted {2}2,200\n$/);
      expect(code).toBe(0);
      expect(await count()).toBe(2200);
    }
    const token = (
      await runWaycast(['token', '--subject', 'olga', '--role', 'dispatcher'], { cwd, env })
    ).stdout.trim();
    const response = await fetch(`http://127.0.0.1:${env.PORT}/api/tracking/vehicles/bus-2/location`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toMatchObject({
      vehicleId: 'bus-2',
      longitude: -8.02,
      speed: 10,
      timestamp: new Date(START + 1_099_000).toISOString(),
    });
  });

  test('a server killed in the middle loses nothing and doubles nothing', async () => {
    const { cwd, env, count } = await setting();
    const first = await startServer('start', SERVING, { cwd, env });
    const replaying = runWaycast(['replay', writeDay(cwd, 30, 1000), '--speed', 'max'], { cwd, env });
    await expect.poll(() => count(), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    expect(await first.end('SIGKILL')).toBeNull();
    expect(await count()).toBeLessThan(30_000);
    await startServer('start', SERVING, { cwd, env });
    const { code, stdout } = await replaying;
    expect(stdout).toMatch(/^30,000 of 30,000 fixes of 30 vehicles sent .*\n {2}accepted {2}30,000\n$/);
    expect(code).toBe(0);
    expect(await count()).toBe(30_000);
    expect(await count('distinct (vehicle_id, time)')).toBe(30_000);
  }, 120_000);

  test('what is not accepted is told by code, and ends with 1 unless lenient', async () => {
    const { cwd, env } = await setting();
    await startServer('start', SERVING, { cwd, env });
    const path = join(cwd, 'mixed.csv');
    writeFileSync(
      path,
      'lat,lon,time\n1,2,2026-01-05T06:00:00Z\n0,0,2026-01-05T06:00:01Z\n99,2,2026-01-05T06:00:02Z\n',
    );
    const [strict, lenient] = [
      await runWaycast(['replay', path, '--speed', 'max'], { cwd, env }),
      await runWaycast(['replay', path, '--speed', 'max', '--lenient'], { cwd, env }),
    ];
    expect([strict.code, lenient.code]).toEqual([1, 0]);
    expect(strict.stdout).toMatch(
      /accepted {2}1\n {2}rejected {2}1 invalid: .*\n {2}not sent {2}1 that are no positions\n$/,
    );
    expect(strict.stderr).toContain('mixed.csv, line 4: latitude is "99", not -90 to 90');
  });

  test('a token that may not report ends it at once', async () => {
    const { cwd, env } = await setting();
    await startServer('start', SERVING, { cwd, env });
    const args = ['replay', writeDay(cwd, 1, 2), '--speed', 'max', '--token', 'none'];
    const { code, stderr } = await runWaycast(args, { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^waycast: the server refused the fixes: .* \(unauthenticated\)\n$/);
  });

  test('--restamp gives the moment of sending', async () => {
    const { cwd, env } = await setting();
    await startServer('start', SERVING, { cwd, env });
    const before = Date.now();
    const { code } = await runWaycast(
      ['replay', writeDay(cwd, 1, 3), '--speed', 'max', '--restamp', '--vehicle', 'now'],
      { cwd, env },
    );
    expect(code).toBe(0);
    const token = (
      await runWaycast(['token', '--subject', 'olga', '--role', 'admin'], { cwd, env })
    ).stdout.trim();
    const response = await fetch(`http://127.0.0.1:${env.PORT}/api/tracking/vehicles/now/history`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body: unknown = await response.json();
    expect(body).toMatchObject({ items: [{}, {}, {}] });
    expect(Date.parse(/"time":"([^"]+)/.exec(JSON.stringify(body))?.[1] ?? '')).toBeGreaterThanOrEqual(
      before,
    );
  });

  test('simulate reports a fleet for as long as it is told', async () => {
    const { cwd, env, count } = await setting();
    await startServer('start', SERVING, { cwd, env });
    const args = ['simulate', '--vehicles', '20', '--interval', '500', '--duration', '3s'];
    const { code, stdout } = await runWaycast(args, { cwd, env });
    expect(stdout).toMatch(/^accepted \d+, rejected 0, waiting 0, lost 0\n$/);
    expect(code).toBe(0);
    expect(await count('distinct vehicle_id')).toBe(20);
    expect(await count()).toBe(Number(/\d+/.exec(stdout)?.[0]));
  });
});

describe('start', () => {
  test('ends with 0 on SIGTERM; a busy port is named', async () => {
    const { cwd, env } = await setting();
    const server = await startServer('start', SERVING, { cwd, env });
    const second = await runWaycast(['start'], { cwd, env });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`Port ${env.PORT} on 127.0.0.1 is in use`);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  test('without a key it says what to set', async () => {
    const { cwd } = await setting();
    const { code, stderr } = await runWaycast(['start'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('JWT_SECRET is not set, nor is JWT_JWKS_URL');
  });
});

test('migrate says what it applied, and that there is nothing more to do', async () => {
  const { cwd, env } = await setting();
  const first = await runWaycast(['migrate'], { cwd, env });
  expect(first.stdout).toMatch(
    /^applied 0001 location-events\n[\s\S]*Applied \d+: the database is at level \d+\.\n$/,
  );
  const second = await runWaycast(['migrate'], { cwd, env });
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(second.stdout).toMatch(/^Nothing to do: the database is at level \d+\.\n$/);
});
