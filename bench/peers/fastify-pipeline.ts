// The same as the Express pipeline by who knows better: Fastify with a compiled schema, Redis commands that leave in one
// write, and fixes that share a commit: the next begins when the one before is back. No tokens and no limits.
import { createClient } from '@redis/client';
import { fastify } from 'fastify';
import { type Fix, FixStore } from './fix-store.ts';

const STATE_LIFE_S = 3600;
const NUMBER = { type: 'number' } as const;
const FIX = {
  type: 'object',
  required: ['vehicleId', 'latitude', 'longitude', 'accuracy', 'speed', 'heading', 'timestamp'],
  properties: {
    vehicleId: { type: 'string', minLength: 1 },
    latitude: NUMBER,
    longitude: NUMBER,
    accuracy: NUMBER,
    speed: NUMBER,
    heading: NUMBER,
    timestamp: { type: 'string', format: 'date-time' },
  },
} as const;
const RECEIPT = { type: 'object', properties: { accepted: { type: ['boolean', 'number'] } } } as const;

// A timer for each command would cost as much as the command.
const redis = createClient({ url: process.env.REDIS_URL ?? '', commandOptions: { timeout: 0 } });
await redis.connect();
const store = await FixStore.open(process.env.DATABASE_URL ?? '');

/** What waits for the commit under way. */
let waiting: Fix[] = [];
let next: Promise<void> | undefined;
let running: Promise<void> = Promise.resolve();

function record(fixes: readonly Fix[]): Promise<void> {
  waiting.push(...fixes);
  next ??= running.then(() => {
    const group = waiting;
    waiting = [];
    next = undefined;
    running = store.insertAll(group);
    return running;
  });
  return next;
}

async function take(fixes: readonly Fix[]): Promise<void> {
  const published = fixes.flatMap((fix) => {
    const text = JSON.stringify(fix);
    return [
      redis.publish(`vehicle:${fix.vehicleId}`, text),
      redis.setEx(`location:${fix.vehicleId}`, STATE_LIFE_S, text),
    ];
  });
  await Promise.all([...published, record(fixes)]);
}

const app = fastify({ bodyLimit: 1_048_576 });
app.post<{ Body: Fix }>(
  '/api/tracking/location',
  { schema: { body: FIX, response: { 202: RECEIPT } } },
  async (request, reply) => {
    await take([request.body]);
    reply.code(202);
    return { accepted: true };
  },
);
app.post<{ Body: { updates: Fix[] } }>(
  '/api/tracking/batch',
  {
    schema: {
      body: { type: 'object', required: ['updates'], properties: { updates: { type: 'array', items: FIX } } },
      response: { 202: RECEIPT },
    },
  },
  async (request, reply) => {
    await take(request.body.updates);
    reply.code(202);
    return { accepted: request.body.updates.length };
  },
);

const url = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening ${new URL(url).port}\n`);
process.on('SIGTERM', () => process.exit(0));
