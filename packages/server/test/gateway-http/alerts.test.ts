import { ALERT_LIMITS, ROUTES } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPushBrowser } from '../alerts/push-browser.ts';
import { startReceiver } from '../alerts/receiver.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
let dispatcher: string;
let rival: string;

const RULE = { name: 'Too fast', on: ['overspeed'] };

beforeAll(async () => {
  server = await startServer({
    allowedNetworks: ['127.0.0.1'],
    pushKey: 'a-public-key',
    limits: { maxWebhooks: 3 },
  });
  [dispatcher, rival] = await Promise.all([tokenOf(), tokenOf({ tenant: 'rival', roles: ['admin'] })]);
});
afterAll(() => server.close());

const ask = (method: string, path: string, body?: unknown, token = dispatcher) =>
  call(server, method, `/api/alerts${path}`, body === undefined ? { token } : { token, body });

describe('rules', () => {
  it('are made, listed, replaced and deleted', async () => {
    const made = await ask('POST', '/rules', { ...RULE, ruleId: 'fast', vehicles: ['bus-7', 8] });
    expect(made).toMatchObject({
      status: 201,
      json: { ruleId: 'fast', vehicles: ['bus-7', '8'], active: true },
    });
    expect(ROUTES.createAlertRule.response.parse(made.json)).toMatchObject({
      fences: null,
      quietHours: null,
      channels: { webhooks: [], push: false },
    });
    expect((await ask('POST', '/rules', { ...RULE, ruleId: 'fast' })).json).toMatchObject({
      code: 'conflict',
    });
    expect((await ask('GET', '/rules')).json).toMatchObject({ rules: [{ ruleId: 'fast' }] });
    const quietHours = { from: '22:00', to: '06:00', days: [5] };
    const changed = await ask('PUT', '/rules/fast', { ...RULE, name: 'Night', quietHours });
    expect(changed).toMatchObject({ status: 200, json: { name: 'Night', quietHours, vehicles: null } });
    expect((await ask('DELETE', '/rules/fast')).status).toBe(204);
    expect((await ask('DELETE', '/rules/fast')).json).toMatchObject({ code: 'not_found' });
    expect((await ask('PUT', '/rules/fast', RULE)).json).toMatchObject({ code: 'not_found' });
  });

  it.each<[unknown, string]>([
    [{ on: ['overspeed'] }, 'name'],
    [{ name: 'x', on: [] }, 'on'],
    [{ name: 'x', on: ['speeding'] }, 'on'],
    [{ ...RULE, vehicles: [] }, 'vehicles'],
    [{ ...RULE, quietHours: { from: '25:00', to: '06:00' } }, 'quietHours.from'],
    [{ ...RULE, quietHours: { from: '06:00', to: '06:00' } }, 'quietHours'],
    [{ ...RULE, name: 'a\u0000b' }, 'name'],
  ])('%j is refused, naming the field', async (body, field) => {
    expect((await ask('POST', '/rules', body)).json).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining(field),
    });
  });

  it('are those of the own tenant', async () => {
    await ask('POST', '/rules', { ...RULE, ruleId: 'ours' });
    expect((await ask('GET', '/rules', undefined, rival)).json).toEqual({ rules: [] });
    expect((await ask('PUT', '/rules/ours', RULE, rival)).status).toBe(404);
    expect((await ask('DELETE', '/rules/ours', undefined, rival)).status).toBe(404);
    expect((await ask('POST', '/rules', { ...RULE, ruleId: 'ours' }, rival)).status).toBe(201);
  });
});

describe('rules of a tenant', () => {
  it('are no more than there may be', async () => {
    const crowded = await tokenOf({ tenant: 'crowded' });
    const made = Array.from({ length: ALERT_LIMITS.rules }, () => ask('POST', '/rules', RULE, crowded));
    expect(new Set((await Promise.all(made)).map(({ status }) => status))).toEqual(new Set([201]));
    expect((await ask('POST', '/rules', RULE, crowded)).json).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'there are 200 alert rules, and 200 is the limit; delete some first',
    });
  });
});

describe('webhooks', () => {
  it('show their secret once, and their secrets can be changed', async () => {
    const made = await ask('POST', '/webhooks', { webhookId: 'ops', url: 'https://example.com/hook' });
    const { secret } = ROUTES.createWebhook.response.parse(made.json);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const listed = await ask('GET', '/webhooks');
    expect(listed.json).toMatchObject({
      webhooks: [{ webhookId: 'ops', events: null, formerSecretUntil: null }],
    });
    expect(listed.text).not.toContain(secret);
    const changed = await ask('POST', '/webhooks/ops/secret');
    const next = ROUTES.changeWebhookSecret.response.parse(changed.json);
    expect(next.secret).not.toBe(secret);
    expect(Date.parse(next.formerSecretUntil ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect((await ask('DELETE', '/webhooks/ops')).status).toBe(204);
  });

  it.each([
    'http://10.0.0.7/hook',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/',
    'http://127.0.0.2:80/',
    'ftp://example.com/',
    'https://user:secret@example.com/',
    'hook',
  ])('to %s are refused', async (url) => {
    const { status, json } = await ask('POST', '/webhooks', { url });
    expect([status, json]).toMatchObject([400, { code: 'invalid', detail: expect.stringContaining('url') }]);
  });

  it.each([[['message.old']], [[]], ['message.new']])('for events %j are refused', async (events) => {
    const { json } = await ask('POST', '/webhooks', { url: 'https://example.com/hook', events });
    expect(json).toMatchObject({ code: 'invalid', detail: expect.stringContaining('events') });
  });

  it('are tried with a signed message', async () => {
    const there = await startReceiver((n) => (n === 1 ? 204 : 500));
    await ask('POST', '/webhooks', { webhookId: 'tried', url: `${there.url}/in` });
    expect((await ask('POST', '/webhooks/tried/ping')).json).toEqual({
      delivered: true,
      status: 204,
      error: null,
    });
    expect(JSON.parse(there.received[0]?.body.toString() ?? '')).toMatchObject({ type: 'ping' });
    expect(there.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    expect((await ask('POST', '/webhooks/tried/ping')).json).toEqual({
      delivered: false,
      status: 500,
      error: 'HTTP 500',
    });
    expect((await ask('POST', '/webhooks/tried/ping', undefined, rival)).status).toBe(404);
    await ask('DELETE', '/webhooks/tried');
    await there.close();
  });

  it('are no more than the tenant may have', async () => {
    for (const webhookId of ['a', 'b', 'c'])
      expect((await ask('POST', '/webhooks', { webhookId, url: 'https://example.com/' })).status).toBe(201);
    expect((await ask('POST', '/webhooks', { url: 'https://example.com/' })).json).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: 'there are 3 webhooks, and 3 is the limit; delete some first',
    });
    expect((await ask('GET', '/webhooks', undefined, rival)).json).toEqual({ webhooks: [] });
    for (const webhookId of ['a', 'b', 'c']) await ask('DELETE', `/webhooks/${webhookId}`);
  });
});

describe('alerts and deliveries', () => {
  it('come in pages, the newest first', async () => {
    expect((await ask('GET', '')).json).toEqual({ items: [], nextCursor: null });
    expect((await ask('GET', '?limit=0')).json).toMatchObject({ code: 'invalid' });
    expect((await ask('GET', '?kind=speeding')).json).toMatchObject({ code: 'invalid' });
    expect((await ask('GET', '/deliveries?state=dead')).json).toEqual({ items: [], nextCursor: null });
    expect((await ask('POST', '/deliveries/none/replay')).status).toBe(404);
    expect((await ask('POST', '/webhooks/none/replay')).status).toBe(404);
  });
});

describe('push subscriptions', () => {
  const { keys } = createPushBrowser();
  const endpoint = 'https://push.example.com/send/1';

  it("are everyone's own", async () => {
    const viewer = await tokenOf({ subject: 'parent', roles: ['viewer'], vehicles: ['bus-7'] });
    expect((await ask('GET', '/push', undefined, viewer)).json).toEqual({
      publicKey: 'a-public-key',
      reason: null,
      subscriptions: [],
    });
    const made = await ask('POST', '/push', { endpoint, keys, vehicles: ['bus-7'] }, viewer);
    const { subscriptionId } = ROUTES.subscribePush.response.parse(made.json);
    expect((await ask('GET', '/push', undefined, viewer)).json).toMatchObject({
      subscriptions: [{ endpoint }],
    });
    expect((await ask('GET', '/push')).json).toMatchObject({ subscriptions: [] });
    expect((await ask('DELETE', `/push/${subscriptionId}`)).status).toBe(404);
    expect((await ask('DELETE', `/push/${subscriptionId}`, undefined, viewer)).status).toBe(204);
  });

  it('are no more than there may be, and can be renewed then', async () => {
    const busy = await tokenOf({ subject: 'busy', roles: ['viewer'], vehicles: ['bus-7'] });
    const at = (n: number) =>
      ask('POST', '/push', { endpoint: `https://push.example.com/busy/${n}`, keys }, busy);
    for (let n = 1; n <= ALERT_LIMITS.subscriptionsPerSubject; n++) expect((await at(n)).status).toBe(201);
    expect((await at(21)).json).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringContaining('20 is the limit'),
    });
    expect((await at(20)).status).toBe(201);
  });

  it('are for vehicles that one may follow', async () => {
    const viewer = await tokenOf({ subject: 'parent', roles: ['viewer'], vehicles: ['bus-7'] });
    expect((await ask('POST', '/push', { endpoint, keys, vehicles: ['bus-8'] }, viewer)).json).toMatchObject({
      code: 'not_found',
      detail: 'no vehicle bus-8 that you may see',
    });
    await server.grants.put('default', { subject: 'parent', vehicleId: 'bus-8', expiresAt: null });
    expect((await ask('POST', '/push', { endpoint, keys, vehicles: ['bus-8'] }, viewer)).status).toBe(201);
  });

  it.each<[string, unknown]>([
    ['keys', { endpoint, keys: { ...keys, auth: 'short' } }],
    ['endpoint', { endpoint: 'http://push.example.com/', keys }],
    ['endpoint', { endpoint: 'https://192.168.1.1/', keys }],
    ['vehicles', { endpoint, keys, vehicles: [] }],
  ])('with wrong %s are refused', async (field, body) => {
    expect((await ask('POST', '/push', body)).json).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining(field),
    });
  });
});
