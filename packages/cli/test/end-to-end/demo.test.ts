import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../../../test/fixtures/processes.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';
import { startServer } from './running-server.ts';

const DRIVING = /40 vehicles are on the road/;

test('a demo moves, has a past, signs anyone in, and goes on after a restart', async () => {
  const cwd = temporaryFolderOfTest();
  const env = { PORT: String(await freePort()) };
  const ask = asker(env.PORT);
  const first = await startServer('demo', DRIVING, { cwd, env });
  expect(statSync(join(cwd, '.waycast/demo-secret')).mode & 0o777).toBe(0o600);

  const { stdout } = await runWaycast(['token', '--subject', 'olga', '--role', 'dispatcher'], { cwd, env });
  const token = stdout.trim();
  expect(token).toMatch(/^ey/);
  const before = await ask('/api/tracking/vehicles', token);
  expect(before.match(/"vehicleId"/g)).toHaveLength(40);
  const past = await ask('/api/tracking/vehicles/bus-1/history?limit=10000', token);
  expect(past.match(/"time"/g)?.length).toBeGreaterThan(100);
  await expect.poll(() => ask('/api/tracking/vehicles', token), { timeout: 20_000 }).not.toBe(before);

  const response = await fetch(`http://127.0.0.1:${env.PORT}/api/demo/token`, { method: 'POST' });
  expect(await response.json()).toEqual({ token: expect.stringMatching(/^ey/) });
  expect(await first.end('SIGTERM')).toBe(0);

  const second = await startServer('demo', DRIVING, { cwd, env });
  // The key is the same, and so is the past; bus-1 goes on from it.
  const fixesOfBus = async () =>
    (await ask('/api/tracking/vehicles/bus-1/history?limit=10000', token)).match(/"time"/g)?.length ?? 0;
  const still = await fixesOfBus();
  expect(still).toBeGreaterThanOrEqual(past.match(/"time"/g)?.length ?? 0);
  await expect.poll(fixesOfBus, { timeout: 20_000 }).toBeGreaterThan(still);
  expect(await second.end('SIGINT')).toBe(0);
}, 180_000);

function asker(port: string): (path: string, token: string) => Promise<string> {
  return async (path, token) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    return response.text();
  };
}
