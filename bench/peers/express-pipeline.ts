// What a team writes first for devices that report by HTTP: Express 5, the fix to Redis (PUBLISH for followers, SETEX for
// who asks), one INSERT, and the answer once it is committed. No tokens and no limits; prepared statement, no ETag.
import { createClient } from '@redis/client';
import express from 'express';
import { type Fix, FixStore } from './fix-store.ts';

const STATE_LIFE_S = 3600;

// A timer for each command would cost as much as the command.
const redis = createClient({ url: process.env.REDIS_URL ?? '', commandOptions: { timeout: 0 } });
await redis.connect();
const store = await FixStore.open(process.env.DATABASE_URL ?? '');

const app = express()
  .disable('x-powered-by')
  .disable('etag')
  .use(express.json({ limit: '1mb' }));

app.post('/api/tracking/location', async (request, response) => {
  const fix = readFix(request.body);
  if (fix === undefined) return void response.status(400).json({ error: 'not a fix' });
  await take(fix);
  response.status(202).json({ accepted: true });
});

app.post('/api/tracking/batch', async (request, response) => {
  const fixes: (Fix | undefined)[] = request.body.updates.map(readFix);
  const accepted = fixes.filter((fix) => fix !== undefined);
  await Promise.all(accepted.map(take));
  response.status(202).json({ accepted: accepted.length });
});

async function take(fix: Fix): Promise<void> {
  const text = JSON.stringify(fix);
  await Promise.all([
    redis.publish(`vehicle:${fix.vehicleId}`, text),
    redis.setEx(`location:${fix.vehicleId}`, STATE_LIFE_S, text),
    store.insert(fix),
  ]);
}

function readFix(body: unknown): Fix | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { vehicleId, latitude, longitude, accuracy, speed, heading, timestamp } = body as Partial<Fix>;
  if (typeof vehicleId !== 'string' || vehicleId === '' || typeof timestamp !== 'string') return undefined;
  const numbers = [latitude, longitude, accuracy, speed, heading];
  if (numbers.some((value) => typeof value !== 'number')) return undefined;
  return Number.isNaN(Date.parse(timestamp)) ? undefined : (body as Fix);
}

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`listening ${address.port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
