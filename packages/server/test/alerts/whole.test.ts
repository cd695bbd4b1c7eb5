import pg from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const SECRET = 'a secret of these tests, long enough for HS256';
const PATIENCE_MS = 60_000;

let database: string;
let waycast: Waycast;
let there: Receiver;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  there = await startReceiver();
  token = await signToken(SECRET, { subject: 'olga', roles: ['dispatcher'], ttlS: 600 });
  waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database,
    jwtSecret: SECRET,
    logLevel: 'silent',
    webhookAllowPrivate: ['127.0.0.1'],
  });
});
afterAll(async () => {
  await waycast?.close();
  await there?.close();
});

async function post(path: string, body: unknown, by = token): Promise<void> {
  const response = await fetch(`${waycast.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** What happened before a rule was made is not its concern; the ride below has taken place already. */
async function dateRulesBack(): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query("update alert_rules set created_at = now() - interval '1 hour'");
  await client.end();
}

it('a message that a customer posts goes to the webhook that asks for messages', async () => {
  const chat = await startReceiver();
  onTestFinished(() => chat.close());
  const events = ['message.new', 'conversation.changed'];
  await post('/api/alerts/webhooks', { webhookId: 'chat', url: chat.url, events });
  const rita = await signToken(SECRET, { subject: 'rita', roles: ['customer'], ttlS: 600 });
  const message = { clientId: 'm-1', body: 'I left my umbrella in the car.' };
  await post('/api/conversations', { conversationId: 'c-1', message }, rita);
  const received = await chat.atLeast(2);
  const types = received.map(({ body }) => JSON.parse(body.toString()).type);
  expect(types.sort()).toEqual(['conversation.changed', 'message.new']);
});

it(
  'a ride that a phone reports makes an alert of its start, which a webhook gets',
  async () => {
    await post('/api/alerts/webhooks', { url: there.url });
    await post('/api/alerts/rules', { name: 'Trips', on: ['trip_started'], channels: { webhooks: 'all' } });
    await dateRulesBack();
    const start = Date.now() - 660_000;
    const updates = Array.from({ length: 60 }, (_, n) => ({
      vehicleId: 'bus-7',
      latitude: 52.66 + n * 0.001,
      longitude: -8.62,
      accuracy: 5,
      speed: 11,
      timestamp: new Date(start + n * 10_000).toISOString(),
    }));
    await post('/api/tracking/batch', { updates });
    const [message] = await there.atLeast(1);
    expect(JSON.parse(message?.body.toString() ?? '')).toMatchObject({
      type: 'alert.trip_started',
      data: {
        vehicleId: 'bus-7',
        summary: expect.stringMatching(/^bus-7 started a trip at /),
        explanation: { rule: { name: 'Trips' }, evidence: { finding: 'trip' } },
      },
    });
  },
  PATIENCE_MS,
);
