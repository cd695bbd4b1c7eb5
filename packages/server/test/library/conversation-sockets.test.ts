import type { Role } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
let redis: RedisServer;
let [one, other]: Waycast[] = [];

beforeAll(async () => {
  redis = await startRedis();
  const common = { host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 } as const;
  const start = { ...common, databaseUrl: await freshDatabase(), redisUrl: redis.url };
  [one, other] = await Promise.all([createWaycast(start), createWaycast(start)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

const tokenOf = (subject: string, role: Role) => signToken(jwtSecret, { subject, roles: [role], ttlS: 600 });

/** A raw WebSocket of a subject at a server. */
async function connect(server: Waycast | undefined, subject: string, role: Role) {
  const url = `${server?.url?.replace('http', 'ws')}/ws`;
  const client = await connectWebSocket(url, await tokenOf(subject, role));
  onTestFinished(() => client.close());
  return client;
}

async function call(method: string, path: string, token: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${other?.url}${path}`, init);
  const json: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
  return json;
}

/** A conversation that `customer` opened. */
async function opened(customer: string, conversationId: string): Promise<string> {
  await call('POST', '/api/conversations', await tokenOf(customer, 'customer'), { conversationId });
  return conversationId;
}

type Client = Awaited<ReturnType<typeof connect>>;

const bodies = (client: Client) =>
  client.received.flatMap(({ event, data }) => (event === 'message:new' ? [data.body] : []));

describe('a conversation over two servers', () => {
  it('[P74] [P76] is joined with its newest messages, and each message arrives once and in order', async () => {
    const conversationId = await opened('rita', 'c-order');
    const [rita, agnes] = [await connect(one, 'rita', 'customer'), await connect(other, 'agnes', 'agent')];
    expect(await rita.ask('join:conversation', { conversationId })).toMatchObject({
      ok: true,
      conversation: { conversationId, companyId: 'office', state: 'open' },
      messages: { items: [], before: null, after: null },
    });
    await agnes.ask('join:conversation', { conversationId });
    const sent = Array.from({ length: 40 }, (_, n) => `word ${n}`);
    for (const [n, body] of sent.entries()) {
      const client = n % 2 === 0 ? rita : agnes;
      expect(await client.ask('message:send', { conversationId, body, clientId: `m-${n}` })).toMatchObject({
        ok: true,
        message: { body, conversationId },
      });
    }
    for (const client of [rita, agnes]) await vi.waitFor(() => expect(bodies(client)).toEqual(sent));
    const again = await agnes.ask('message:send', { conversationId, body: 'word 1', clientId: 'm-1' });
    expect(again).toMatchObject({ ok: true, message: { body: 'word 1' } });
    const late = await connect(one, 'rita', 'customer');
    const joined = await late.ask('join:conversation', { conversationId });
    expect(
      z
        .looseObject({ messages: z.object({ items: z.array(z.looseObject({ body: z.string() })) }) })
        .parse(joined)
        .messages.items.map(({ body }) => body),
    ).toEqual(sent);
    expect(bodies(rita)).toEqual(sent);
  });
});
