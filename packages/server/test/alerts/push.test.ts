import type { Subject } from '@waycast/contract';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../../test/fixtures/certificates.ts';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { createPushSealer, newVapidKeys } from '../../src/adapters/web-push/sealer.ts';
import type { PushRights } from '../../src/ports/alerts.ts';
import { openStore } from '../adapters/postgres/stores.ts';
import { createOutbox } from './outbox.ts';
import { createPushBrowser, readVapid } from './push-browser.ts';
import { type Answering, startReceiver } from './receiver.ts';
import { happened, makeRule, openRig } from './rig.ts';

const SUBJECT = 'mailto:fleet@example.com';
const keys = newVapidKeys();
const PAGE = { limit: 50, before: undefined };

let store: PostgresStore;
let certificates: Certificates;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [store, certificates] = await Promise.all([
    freshDatabase().then((url) => openStore({ url })),
    makeCertificates(),
  ]);
});
afterAll(() => store.close());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  for (const { ruleId } of await store.alerts.rules('default'))
    await store.alerts.removeRule('default', ruleId);
});

/** A push service of RFC 8030 in small, and a server that trusts it. */
async function world(answering: Answering = () => 201) {
  const { certificate: cert, key, authority: ca } = certificates;
  const service = await startReceiver(answering, { tls: { cert, key } });
  const outbox = createOutbox();
  const sealer = createPushSealer({ ...keys, subject: SUBJECT });
  const rig = openRig({ store, events: outbox, sealer, outbound: { ca } });
  closing.push(() => service.close());
  closing.push(() => rig.close());
  return { service, outbox, ...rig };
}

let people = 0;

function person(tenant = 'default'): Subject {
  people += 1;
  const expiresAt = Date.now() + 60_000;
  return { id: `person-${people}`, tenant, roles: new Set(['viewer']), vehicles: new Set(), expiresAt };
}

const EVERYTHING: PushRights = { everything: true, vehicles: [] };

async function subscribe(
  { desk, service }: Awaited<ReturnType<typeof world>>,
  { who = person(), rights = EVERYTHING, vehicles = null as string[] | null, path = '' } = {},
) {
  const browser = createPushBrowser();
  const endpoint = `${service.url}/push/${path || who.id}`;
  const entry = await desk.subscribe(who, rights, { endpoint, keys: browser.keys, vehicles });
  return { browser, who, entry };
}

it('notifications can be read by the browser alone, and are signed as this server', async () => {
  const there = await world();
  const { browser, who, entry } = await subscribe(there);
  await makeRule(store, { name: 'Night watch' });
  there.outbox.write(happened('bus-7', 'overspeed', 'opened', { data: { maxMps: 25, limitMps: 14 } }));
  const [message] = await there.service.atLeast(1);
  expect(message?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    urgency: 'high',
    ttl: expect.stringMatching(/^\d+$/),
    topic: expect.stringMatching(/^[\w-]{1,32}$/),
  });
  expect(Number(message?.headers.ttl)).toBeGreaterThan(600);
  expect(message?.body.length).toBeLessThanOrEqual(4096);
  expect(message?.body.toString('latin1')).not.toContain('bus-7');
  expect(JSON.parse(browser.decrypt(message?.body ?? Buffer.alloc(0)))).toMatchObject({
    kind: 'overspeed',
    title: expect.stringMatching(
      /^bus-7 drove too fast \(90 km\/h where 50 are allowed\) at \d\d:\d\d:\d\d$/,
    ),
    body: expect.stringMatching(/^Rule “Night watch”\. Known \d+ s after it happened\.$/),
    url: '/vehicles/bus-7',
  });
  const { alg, publicKey, claims } = readVapid(String(message?.headers.authorization));
  expect([alg, publicKey]).toEqual(['ES256', keys.publicKey]);
  expect(claims).toMatchObject({ aud: there.service.url, sub: SUBJECT });
  expect(claims.exp - Date.now() / 1000).toBeLessThanOrEqual(24 * 3600);
  await there.desk.unsubscribe(who, entry.subscriptionId);
});

it('go only to those who may follow the vehicle, at the moment that it happens', async () => {
  const there = await world();
  const ann = await subscribe(there, { rights: { everything: false, vehicles: ['bus-1'] } });
  const ben = await subscribe(there, { rights: { everything: false, vehicles: [] } });
  const cleo = await subscribe(there, { vehicles: ['bus-2'] });
  const rival = await subscribe(there, { who: person('rival') });
  await makeRule(store);
  there.outbox.write(happened('bus-1'));
  await there.service.atLeast(1);
  await store.grants.put('default', { subject: ben.who.id, vehicleId: 'bus-1', expiresAt: null });
  there.outbox.write(happened('bus-1'));
  await there.service.atLeast(3);
  await store.grants.remove('default', ben.who.id, 'bus-1');
  there.outbox.write(happened('bus-1'), happened('bus-2'));
  await there.service.atLeast(5);
  const told = there.service.received.map(({ path }) => path.replace('/push/', ''));
  expect(told.sort()).toEqual([ann.who.id, ann.who.id, ann.who.id, ben.who.id, cleo.who.id].sort());
  for (const { who, entry } of [ann, ben, cleo, rival])
    await there.desk.unsubscribe(who, entry.subscriptionId);
});

it.each([404, 410])('a subscription of which the service says %i is forgotten', async (status) => {
  const there = await world(() => status);
  const { who } = await subscribe(there);
  await makeRule(store);
  there.outbox.write(happened('bus-1'));
  await there.service.atLeast(1);
  await until('it is forgotten', async () => (await there.desk.pushState(who)).subscriptions.length === 0);
});

it('what the service cannot take now is sent again', async () => {
  const there = await world((n) => (n === 1 ? { status: 429, headers: { 'retry-after': '1' } } : 201));
  const { who, entry } = await subscribe(there);
  await makeRule(store);
  there.outbox.write(happened('bus-1'));
  await there.service.atLeast(1);
  await until('it waits', async () => {
    const [one] = await store.alerts.deliveries('default', { state: 'pending', webhookId: undefined }, PAGE);
    return one?.lastStatus === 429 && Date.parse(one.nextAt ?? '') > Date.now();
  });
  await there.desk.unsubscribe(who, entry.subscriptionId);
});

it('too late for a notification: it stands in the feed', async () => {
  const there = await world();
  const { who, entry } = await subscribe(there);
  await makeRule(store);
  const at = Date.now() - 901_000;
  there.outbox.write(happened('late-bus', 'overspeed', 'opened', { late: true, at }), happened('bus-2'));
  await there.service.atLeast(1);
  const only = { vehicleId: 'late-bus', kind: undefined };
  const { items } = await there.desk.alerts('default', only, PAGE);
  expect(items).toMatchObject([{ late: true, suppressed: 'late' }]);
  expect(there.service.received).toHaveLength(1);
  await there.desk.unsubscribe(who, entry.subscriptionId);
});

it('a browser has one subscription, of whoever uses it now', async () => {
  const there = await world();
  const first = await subscribe(there, { path: 'browser' });
  const second = await subscribe(there, { path: 'browser' });
  expect((await there.desk.pushState(first.who)).subscriptions).toEqual([]);
  expect((await there.desk.pushState(second.who)).subscriptions).toHaveLength(1);
  await expect(there.desk.unsubscribe(first.who, second.entry.subscriptionId)).rejects.toMatchObject({
    code: 'not_found',
  });
  await there.desk.unsubscribe(second.who, second.entry.subscriptionId);
});

it('a browser is one tenant’s: who signs in there for another ends what it was sent before', async () => {
  const there = await world();
  const first = await subscribe(there, { who: person('rival'), path: 'browser' });
  const second = await subscribe(there, { path: 'browser' });
  expect((await there.desk.pushState(first.who)).subscriptions).toEqual([]);
  expect((await there.desk.pushState(second.who)).subscriptions).toHaveLength(1);
  await makeRule(store, {}, 'rival');
  await makeRule(store);
  there.outbox.write({ ...happened('bus-1'), tenant: 'rival' }, happened('bus-1'));
  const [message] = await there.service.atLeast(1);
  expect(JSON.parse(second.browser.decrypt(message?.body ?? Buffer.alloc(0)))).toMatchObject({
    vehicleId: 'bus-1',
  });
  const only = { vehicleId: undefined, kind: undefined };
  const [theirs] = await store.alerts.alerts('rival', only, PAGE);
  expect(theirs).toMatchObject({ vehicleId: 'bus-1', suppressed: null });
  expect(await store.alerts.deliveries('rival', { state: undefined, webhookId: undefined }, PAGE)).toEqual(
    [],
  );
  for (const { ruleId } of await store.alerts.rules('rival')) await store.alerts.removeRule('rival', ruleId);
  await there.desk.unsubscribe(second.who, second.entry.subscriptionId);
});

it('a subscription may not point inside', async () => {
  const there = await world();
  const { keys: browserKeys } = createPushBrowser();
  for (const endpoint of ['https://10.0.0.1/push', 'https://[::1]/push', 'https://169.254.169.254/'])
    await expect(
      there.desk.subscribe(person(), EVERYTHING, { endpoint, keys: browserKeys, vehicles: null }),
    ).rejects.toMatchObject({ code: 'invalid' });
});

it('without keys push is off, and says what turns it on', async () => {
  const rig = openRig({ store, events: createOutbox() });
  closing.push(() => rig.close());
  expect(await rig.desk.pushState(person())).toMatchObject({
    publicKey: null,
    reason: expect.stringContaining('npx waycast vapid'),
  });
  const endpoint = 'https://push.example.com/1';
  await expect(
    rig.desk.subscribe(person(), EVERYTHING, { endpoint, keys: createPushBrowser().keys, vehicles: null }),
  ).rejects.toMatchObject({ code: 'conflict' });
});
