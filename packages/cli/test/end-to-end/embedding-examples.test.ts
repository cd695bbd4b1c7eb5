import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { exited, freePort, waitForLine } from '../../../../test/fixtures/processes.ts';
import { startRedis } from '../../../../test/fixtures/redis.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';
import { SERVING, startServer } from './running-server.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const JWT_SECRET = 'test-secret-of-at-least-32-bytes-123';

/** Runs an example as its README line says, with nothing else in its environment. */
function start(example: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['-C', 'waycast-source', join(ROOT, 'examples', example)], {
    cwd: temporaryFolderOfTest(),
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited(child);
  });
  return child;
}

/** Runs an example to its end; what it printed. */
async function outputOf(example: string, env: Record<string, string>): Promise<string> {
  const child = start(example, env);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  await new Promise((resolve) => child.once('close', resolve));
  expect(output.stderr).toBe('');
  expect(child.exitCode).toBe(0);
  return output.stdout;
}

async function application(example: string) {
  const PORT = String(await freePort());
  const env = { JWT_SECRET, PORT, DATABASE_URL: await freshDatabase() };
  const child = start(example, env);
  const url = `http://127.0.0.1:${PORT}`;
  await waitForLine(child, /^Listening on http/);
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const connect = async (name: string): Promise<Socket> => {
    const { token } = (await (await post('/login', { name })).json()) as { token: string };
    const socket = io(url, { auth: { token }, transports: ['websocket'] });
    onTestFinished(() => void socket.close());
    await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
    return socket;
  };
  return { child, url, post, connect };
}

const heard = (socket: Socket, event: string): Promise<unknown> =>
  new Promise((resolve) => socket.once(event, resolve));

describe('Waycast inside an application', () => {
  test('express', async () => {
    const { child, url, post, connect } = await application('express/server.ts');
    expect(await (await fetch(url)).text()).toBe('The school bus company');
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'the application is well' });
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' });
    const paula = await connect('paula');
    expect(await paula.emitWithAck('track:vehicle', 'bus-7')).toMatchObject({ ok: true, location: null });
    expect(await paula.emitWithAck('track:vehicle', 'bus-8')).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    await paula.emitWithAck('class:join', '3b');
    const notice = heard(paula, 'notice');
    expect((await post('/classes/3b/notices', { text: 'no school' })).status).toBe(202);
    expect(await notice).toEqual({ text: 'no school' });
    child.kill('SIGTERM');
    await exited(child);
    expect(child.exitCode).toBe(0);
  });

  test('fastify', async () => {
    const { child, url, post, connect } = await application('fastify/server.ts');
    expect(await (await fetch(url)).text()).toBe('The parcel service');
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
    const olga = await connect('olga');
    expect(await olga.emitWithAck('track:vehicle', 'van-1')).toMatchObject({ ok: true });
    expect(await olga.emitWithAck('track:vehicle', 'van-of-the-director')).toMatchObject({ ok: false });
    await olga.emitWithAck('depot:join', 'west');
    const announcement = heard(olga, 'announcement');
    expect(await (await post('/depots/west/announcements', { dock: 4 })).json()).toEqual({ sent: true });
    expect(await announcement).toEqual({ dock: 4 });
    child.kill('SIGTERM');
    await exited(child);
    expect(child.exitCode).toBe(0);
  });
});

describe('Waycast and Redis', () => {
  test('a script publishes, a follower and a driver hear it; another script reads the keys', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const cwd = temporaryFolderOfTest();
    const PORT = String(await freePort());
    const env = {
      JWT_SECRET,
      PORT,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      DATABASE_URL: await freshDatabase(),
      REDIS_URL: redis.url,
    };
    await startServer('start', SERVING, { cwd, env });
    const connect = async (...claims: string[]): Promise<Socket> => {
      const { stdout } = await runWaycast(['token', ...claims], { cwd, env });
      const socket = io(`http://127.0.0.1:${PORT}`, { auth: { token: stdout.trim() } });
      onTestFinished(() => void socket.close());
      await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
      return socket;
    };
    const dora = await connect('--subject', 'dora', '--role', 'driver', '--vehicle', 'bus-7');
    await dora.emitWithAck('track:vehicle', 'bus-7');
    const update = heard(dora, 'location:update');
    const notice = heard(dora, 'notice');
    expect(await outputOf('redis/publish.ts', { REDIS_URL: redis.url })).toContain(
      'Published bus-7 at 52.6638',
    );
    expect(await update).toMatchObject({ vehicleId: 'bus-7', latitude: 52.6638, status: 'ONLINE' });
    expect(await notice).toMatchObject({ type: 'notice', text: 'Main Street is closed' });

    const fix = { vehicleId: 'bus-7', latitude: 52.67, longitude: -8.63 };
    expect(await dora.emitWithAck('location:update', fix)).toMatchObject({ ok: true });
    const output = await outputOf('redis/read-keys.ts', { REDIS_URL: redis.url });
    expect(output).toMatch(/^bus-7 was at 52\.67, -8\.63 at \d{4}-\S+Z and is ONLINE\.$/m);
    expect(output).toMatch(/^Fixes in the last hour: 1$/m);
    expect(output).toMatch(/^Connected drivers: dora$/m);
    expect(output).toMatch(/^Connected users: none$/m);
  });

  test('rooms of the application reach over two servers', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const env = { REDIS_URL: redis.url, DATABASE_URL: await freshDatabase() };
    const output = await outputOf('redis/two-servers.ts', env);
    expect(output).toContain("South heard from north: { at: '03:00' }");
    expect(output).toContain("Followers of vehicle 7 heard: { text: 'wheelchair ramp is broken' }");
    expect(output).toContain('Sockets on both servers: 1');
  });
});
