import { once } from 'node:events';
import type { Role } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { Changed, Guest, Joined, Page, Sent, Stands } from './conversation-answers.ts';

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

const tokenOf = (subject: string, role: Role, tenant = 'default') =>
  signToken(jwtSecret, { subject, roles: [role], tenant, ttlS: 600 });

/** A raw WebSocket of a subject at a server. */
async function connect(server: Waycast | undefined, subject: string, role: Role, tenant?: string) {
  const url = `${server?.url?.replace('http', 'ws')}/ws`;
  const client = await connectWebSocket(url, await tokenOf(subject, role, tenant));
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
    const joined = Joined.parse(await late.ask('join:conversation', { conversationId }));
    expect(joined.messages.items.map(({ body }) => body)).toEqual(sent);
    expect(bodies(rita)).toEqual(sent);
  });

  it('[P75] what was missed follows `since`, also after Redis has forgotten everything', async () => {
    const conversationId = await opened('rosa', 'c-missed');
    const rosa = await connect(one, 'rosa', 'customer');
    const { epoch, offset } = Joined.parse(await rosa.ask('join:conversation', { conversationId }));
    await rosa.close();
    const agnes = await connect(other, 'agnes', 'agent');
    await agnes.ask('message:send', { conversationId, body: 'one', clientId: 'a-1' });
    await redis.cli('FLUSHALL');
    await agnes.ask('message:send', { conversationId, body: 'two', clientId: 'a-2' });
    const back = await connect(one, 'rosa', 'customer');
    const topic = `conversation:${conversationId}`;
    const since = { epoch, offset };
    expect(await back.ask('subscribe', { topic, since })).toMatchObject({ ok: true, recovered: true });
    await vi.waitFor(() => expect(bodies(back)).toEqual(['one', 'two']));
    await agnes.ask('message:edit', { conversationId, offset: offset + 1, body: 'one!' });
    await back.until(
      ({ event, data }) => event === 'message:changed' && Changed.parse(data).message.body === 'one!',
    );
    await back.ask('message:read', { conversationId, offset: offset + 2 });
    expect(await back.ask('message:read', { conversationId, offset: 999 })).toMatchObject({
      ok: false,
      error: { code: 'invalid', message: expect.stringContaining('999 is ahead') },
    });
  });

  it('[P75] who missed more than one replay holds is told so, and reads all of it in pages', async () => {
    const olga = await tokenOf('olga', 'dispatcher');
    await call('PUT', '/api/companies/busy', olga, { name: 'Busy', messagesPerMinute: 6000 });
    const conversationId = 'c-long';
    const rufus = await tokenOf('rufus', 'customer');
    await call('POST', '/api/conversations', rufus, { conversationId, companyId: 'busy' });
    const reader = await connect(one, 'rufus', 'customer');
    const { epoch, offset } = Joined.parse(await reader.ask('join:conversation', { conversationId }));
    await reader.close();
    const wanted = Array.from({ length: 1001 }, (_, n) => `word ${n}`);
    const lane = async (first: number): Promise<void> => {
      for (let n = first; n < wanted.length; n += 10)
        await call('POST', `/api/conversations/${conversationId}/messages`, rufus, {
          ...{ body: wanted[n], clientId: `m-${n}` },
        });
    };
    await Promise.all(Array.from({ length: 10 }, (_, first) => lane(first)));
    const back = await connect(other, 'rufus', 'customer');
    const topic = `conversation:${conversationId}`;
    expect(await back.ask('subscribe', { topic, since: { epoch, offset } })).toMatchObject({
      ...{ ok: true, recovered: false, offset: offset + wanted.length },
    });
    const read: z.infer<typeof Page>['items'] = [];
    for (let after: number | null = offset; after !== null; ) {
      const answer = Page.parse(await back.ask('message:list', { conversationId, after, limit: 200 }));
      read.push(...answer.items);
      after = answer.after;
    }
    expect(read.map((one) => one.offset)).toEqual(wanted.map((_, n) => offset + n + 1));
    expect(read.map(({ body }) => body).toSorted()).toEqual(wanted.toSorted());
    await back.ask('message:send', { conversationId, body: 'and on', clientId: 'last' });
    await vi.waitFor(() => expect(bodies(back)).toEqual(['and on']));
  });

  it('[P84] agents hear of every conversation of their company, numbered in a log of the company', async () => {
    const agnes = await connect(other, 'agnes', 'agent');
    expect(await agnes.ask('join:company', { companyId: 'office' })).toMatchObject({ ok: true });
    const conversationId = await opened('rolf', 'c-company');
    const rolf = await connect(one, 'rolf', 'customer');
    const sent = await rolf.ask('message:send', { conversationId, body: 'Anybody?', clientId: 'r-1' });
    const { data } = await agnes.until(
      ({ event, data }) => event === 'message:new' && data.conversationId === conversationId,
    );
    const { offset } = Sent.parse(sent);
    expect(data).toMatchObject({ companyId: 'office', body: 'Anybody?', conversationOffset: offset });
    expect(data.topic).toBe('company:office');
    expect(data.offset).toEqual(expect.any(Number));
    const office = await call('GET', '/api/companies/office', await tokenOf('agnes', 'agent'));
    expect(office).toMatchObject({ companyId: 'office', agentsOnline: 1 });
  });

  it('[P84] what is erased is in no replay of the company either', async () => {
    const conversationId = await opened('ruth', 'c-erased');
    const agnes = await connect(other, 'agnes', 'agent');
    const topic = 'company:office';
    const { epoch, offset } = Stands.parse(await agnes.ask('subscribe', { topic }));
    const ruth = await connect(one, 'ruth', 'customer');
    await ruth.ask('message:send', { conversationId, body: 'a secret of Ruth', clientId: 'r-1' });
    await agnes.until(({ data }) => data.body === 'a secret of Ruth');
    await agnes.close();
    const keys = z.array(z.string()).parse(await redis.cli('KEYS', '*:log'));
    const kept = async () =>
      JSON.stringify(await Promise.all(keys.map((key) => redis.cli('XRANGE', key, '-', '+'))));
    expect(await kept()).toContain('a secret of Ruth');
    await call('DELETE', '/api/participants/ruth', await tokenOf('ada', 'admin'));
    expect(await kept()).not.toContain('a secret of Ruth');
    const back = await connect(one, 'agnes', 'agent');
    expect(await back.ask('subscribe', { topic, since: { epoch, offset } })).toMatchObject({
      ...{ ok: true, recovered: false },
    });
    const { offset: sent } = Sent.parse(
      await (await connect(one, 'rita', 'customer')).ask('message:send', {
        ...{ conversationId: 'c-order', body: 'and on', clientId: 'r-2' },
      }),
    );
    await back.until(({ event, data }) => event === 'message:new' && data.conversationOffset === sent);
  });

  it('[P78] [P79] others see who types and who has it open, on any server', async () => {
    const conversationId = await opened('rene', 'c-there');
    const rene = await connect(one, 'rene', 'customer');
    await rene.ask('join:conversation', { conversationId });
    const agnes = await connect(other, 'agnes', 'agent');
    await agnes.ask('join:conversation', { conversationId });
    await rene.until(
      ({ event, data }) => event === 'presence' && data.participantId === 'agnes' && data.online === true,
    );
    await agnes.ask('typing', { conversationId });
    await agnes.ask('typing', { conversationId });
    await agnes.ask('typing', { conversationId, typing: false });
    await rene.until(({ event, data }) => event === 'typing' && data.typing === false);
    const typed = rene.received.filter(({ event }) => event === 'typing').map(({ data }) => data.typing);
    expect(typed).toEqual([true, false]);
    const again = await connect(other, 'rene', 'customer');
    expect(await again.ask('join:conversation', { conversationId })).toMatchObject({
      presence: expect.arrayContaining([expect.objectContaining({ participantId: 'agnes', kind: 'agent' })]),
    });
    await agnes.close();
    await rene.until(
      ({ event, data }) => event === 'presence' && data.participantId === 'agnes' && data.online === false,
    );
  });

  it('[P77] nobody reads on who takes part no more, or is no agent any more', async () => {
    const conversationId = await opened('rudi', 'c-left');
    const olga = await tokenOf('olga', 'dispatcher');
    const [rudi, abel] = [await connect(one, 'rudi', 'customer'), await connect(one, 'abel', 'agent')];
    for (const client of [rudi, abel]) await client.ask('join:conversation', { conversationId });
    expect(await abel.ask('join:company', { companyId: 'office' })).toMatchObject({ ok: true });
    const office = await call('GET', '/api/companies/office', olga);
    expect(office).toMatchObject({ agentsOnline: 1 });
    const say = (body: string, clientId: string) =>
      call('POST', `/api/conversations/${conversationId}/messages`, olga, { body, clientId });
    await say('hello', 'o-1');
    await vi.waitFor(() => expect([bodies(rudi), bodies(abel)]).toEqual([['hello'], ['hello', 'hello']]));
    await call('DELETE', `/api/conversations/${conversationId}/participants/rudi`, olga);
    await call('PUT', '/api/companies/office', olga, { name: 'Office', agents: ['agnes'] });
    await vi.waitFor(
      async () => {
        const asked = { conversationId, body: 'still here?', clientId: 'x' };
        for (const client of [rudi, abel])
          expect(await client.ask('message:send', asked)).toMatchObject({ error: { code: 'not_found' } });
        expect(await call('GET', '/api/companies/office', olga)).toMatchObject({ agentsOnline: 0 });
      },
      { timeout: 5000 },
    );
    const before = [rudi, abel].map((client) => bodies(client).length);
    await say('between us', 'o-2');
    await call('PUT', '/api/companies/office', olga, { name: 'Office' });
    const agnes = await connect(one, 'agnes', 'agent');
    await agnes.ask('join:conversation', { conversationId });
    expect([rudi, abel].map((client) => bodies(client).length)).toEqual(before);
  });

  it('[P77] also the first who follows hears no more, when the agents change at that moment', async () => {
    const olga = await tokenOf('olga', 'dispatcher', 'quiet');
    await call('PUT', '/api/companies/desk', olga, { name: 'Desk' });
    const first = await connect(one, 'first', 'agent', 'quiet');
    expect(await first.ask('join:company', { companyId: 'desk' })).toMatchObject({ ok: true });
    await call('PUT', '/api/companies/desk', olga, { name: 'Desk', agents: ['agnes'] });
    await vi.waitFor(
      async () => expect(await call('GET', '/api/companies/desk', olga)).toMatchObject({ agentsOnline: 0 }),
      { timeout: 5000 },
    );
  });

  it('[P81] a guest of a page writes from its origin over a raw socket, and is known again', async () => {
    const olga = await tokenOf('olga', 'dispatcher');
    const origin = 'https://shop.example';
    await call('PUT', '/api/companies/shop', olga, { name: 'Shop', allowedOrigins: [origin] });
    const open = (from: string, body: object) =>
      fetch(`${one?.url}/api/widget/session`, {
        method: 'POST',
        headers: { origin: from, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const refused = await open('https://evil.example', { companyId: 'shop' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('https://evil.example') });
    const answer = await open(origin, { companyId: 'shop' });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const guest = Guest.parse(await answer.json());
    const ws = new WebSocket(`${one?.url?.replace('http', 'ws')}/ws?token=${guest.token}`, { origin });
    onTestFinished(() => ws.terminate());
    await once(ws, 'open');
    const foreign = new WebSocket(`${one?.url?.replace('http', 'ws')}/ws`, {
      origin: 'https://evil.example',
    });
    const [response] = await once(foreign, 'unexpected-response').then(([, got]) => [got]);
    expect(response).toMatchObject({ statusCode: 403 });
    await call('POST', '/api/conversations', guest.token, { companyId: 'shop', conversationId: 'c-guest' });
    const later = Guest.parse(await (await open(origin, { companyId: 'shop', guest: guest.guest })).json());
    expect(later).toMatchObject({ guestId: guest.guestId, conversationId: 'c-guest' });
    const notOne = await call('GET', '/api/me', guest.guest).catch((error: Error) => error.message);
    expect(notOne).toContain('unauthenticated');
  });
});
