import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWaycast } from '@waycast/server';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { freePort } from '../../../../test/fixtures/processes.ts';
import { startRedis } from '../../../../test/fixtures/redis.ts';
import { until } from '../../../../test/fixtures/until.ts';

const Answer = z.looseObject({
  degraded: z.boolean().optional(),
  services: z.looseObject({ redis: z.string() }).optional(),
});
const secret = 'a secret that is long enough for HS256';

async function startServer(redisUrl: string) {
  const dataDir = await mkdtemp(join(tmpdir(), 'waycast-ready-'));
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret: secret,
    redisUrl,
    databaseUrl: await freshDatabase(),
    dataDir,
    // Nobody is to be led elsewhere, though readiness was asked for.
    drainTimeout: 0,
    logLevel: 'fatal',
  });
  onTestFinished(async () => {
    await waycast.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return async (path: string) => {
    const response = await fetch(`${waycast.url}${path}`);
    return { status: response.status, body: Answer.parse(await response.json()) };
  };
}

test('not ready while Redis answers but nothing proves that messages arrive; ready again once they do', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const ask = await startServer(redis.url);
  await until('delivery is proven', async () => (await ask('/health/ready')).status === 200);
  // Commands are still answered; no channel may be subscribed.
  await redis.cli('ACL', 'SETUSER', 'default', 'resetchannels');
  await redis.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
  const refused = await until('it says that it is not ready', async () => {
    const answer = await ask('/health/ready');
    return answer.status === 503 && answer;
  });
  expect(refused.body).toMatchObject({ reason: 'Redis answers, but delivery through it is not proven' });
  expect((await ask('/health/live')).status).toBe(200);
  await redis.cli('ACL', 'SETUSER', 'default', 'allchannels');
  await until('delivery is proven again', async () => (await ask('/health/ready')).status === 200);
});

test('ready, but degraded, while Redis is known to be away: from the start, and after it died', async () => {
  const port = await freePort();
  const away = await startServer(`redis://127.0.0.1:${port}`);
  const degraded = { status: 200, body: { status: 'ready', degraded: true } };
  expect(await away('/health/ready')).toMatchObject(degraded);
  expect((await away('/health')).body).toMatchObject({
    status: 'degraded',
    services: { redis: 'disconnected' },
  });
  expect((await away('/api/health/socketio')).body).toMatchObject({ status: 'unhealthy' });

  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const ask = await startServer(redis.url);
  await redis.kill();
  await until('it notices', async () => (await ask('/health')).body.services?.redis === 'disconnected');
  expect(await ask('/health/ready')).toMatchObject(degraded);
  await redis.start();
  await until('it is back', async () => (await ask('/health')).body.services?.redis === 'connected');
  await until('delivery is proven', async () => {
    const { status, body } = await ask('/health/ready');
    return status === 200 && body.degraded === undefined;
  });
});
