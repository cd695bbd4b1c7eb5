import { Webhook as Verifier } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { idOf, onEachDatabase } from './ground.ts';
import { createOutbox } from './outbox.ts';
import type { Receiver } from './receiver.ts';
import { happened, makeRule, makeWebhook } from './rig.ts';

onEachDatabase('alerts to webhooks', (ground) => {
  it('arrive signed, as a library of others verifies, and explain themselves', async () => {
    const there = await ground.receiver();
    const { outbox, desk } = ground.server();
    const { secret } = await makeWebhook({ desk }, `${there.url}/alerts`);
    await makeRule(ground.store, { name: 'Too fast' });
    outbox.write(happened('bus-7', 'overspeed', 'opened', { data: { maxMps: 22.2, limitMps: 13.9 } }));
    const [message] = await there.atLeast(1);
    expect(message?.path).toBe('/alerts');
    const headers = Object.fromEntries(
      Object.entries(message?.headers ?? {}).map(([n, v]) => [n, String(v)]),
    );
    const verified = new Verifier(secret).verify(message?.body.toString() ?? '', headers);
    expect(verified).toMatchObject({
      type: 'alert.overspeed',
      data: {
        alertId: headers['webhook-id'],
        vehicleId: 'bus-7',
        summary: expect.stringContaining('(80 km/h where 50 are allowed)'),
        explanation: { rule: { name: 'Too fast' }, evidence: { maxMps: 22.2 } },
      },
    });
    expect(() => new Verifier(secret).verify(`${message?.body.toString()} `, headers)).toThrow();
    await until('it is noted', async () => (await ground.deliveries('delivered')).length === 1);
  });

  it('are signed with both secrets while receivers change over, and with the new one alone afterwards', async () => {
    const there = await ground.receiver();
    const { outbox, desk } = ground.server();
    const { webhookId, secret: former } = await makeWebhook({ desk }, there.url);
    await makeRule(ground.store);
    const { secret, formerSecretUntil } = await desk.changeSecret('default', webhookId, 1);
    expect(Date.parse(formerSecretUntil ?? '')).toBeGreaterThan(Date.now());
    outbox.write(happened('bus-1'));
    await there.atLeast(1);
    const verify = (n: number, key: string) =>
      new Verifier(key).verify(
        there.received[n]?.body.toString() ?? '',
        Object.fromEntries(Object.entries(there.received[n]?.headers ?? {}).map(([a, b]) => [a, String(b)])),
      );
    verify(0, secret);
    verify(0, former);
    await desk.changeSecret('default', webhookId, 0);
    outbox.write(happened('bus-2'));
    await there.atLeast(2);
    expect(() => verify(1, secret)).toThrow();
    expect(() => verify(1, former)).toThrow();
  });

  it('are sent again under the same id until the receiver takes them', async () => {
    const there = await ground.receiver((n) => (n < 3 ? 500 : 204));
    const { outbox, desk } = ground.server();
    await makeWebhook({ desk }, there.url);
    await makeRule(ground.store);
    outbox.write(happened('bus-1'));
    const received = await there.atLeast(3);
    expect(new Set(received.map(idOf)).size).toBe(1);
    await until('it is noted', async () =>
      (await ground.deliveries('delivered')).some(({ attempts }) => attempts === 3),
    );
  });

  it('are given up after the last attempt, stand there with the reason, and can be replayed', async () => {
    const there = await ground.receiver(() => 503);
    const { outbox, desk } = ground.server();
    const { webhookId } = await makeWebhook({ desk }, there.url);
    await makeRule(ground.store);
    outbox.write(happened('bus-1'), happened('bus-2'));
    await there.atLeast(8);
    const dead = await until('both are dead', async () => {
      const found = await ground.deliveries('dead');
      return found.length === 2 && found;
    });
    expect(dead[0]).toMatchObject({ attempts: 4, lastStatus: 503, lastError: 'HTTP 503', nextAt: null });
    there.answer(() => 200);
    const [one, other] = dead;
    await desk.replay('default', one?.deliveryId ?? '');
    await until('it is delivered', async () => (await ground.deliveries('delivered')).length === 1);
    expect(await desk.replayDead('default', webhookId)).toBe(1);
    await until('all are delivered', async () => (await ground.deliveries('delivered')).length === 2);
    const ids = there.received.slice(-2).map(idOf);
    expect(ids.sort()).toEqual([one?.alertId, other?.alertId].sort());
    await expect(desk.replay('default', 'unknown')).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.replayDead('rival', webhookId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('to a receiver that never answers end in time, and delay nobody else', async () => {
    const dead = await ground.receiver(() => 'hang');
    const alive = await ground.receiver();
    const { outbox, desk } = ground.server({ outbound: { timeoutMs: 400 }, settings: { backoffMs: [] } });
    const { webhookId } = await makeWebhook({ desk }, dead.url);
    await makeWebhook({ desk }, alive.url);
    await makeRule(ground.store);
    outbox.write(...Array.from({ length: 20 }, (_, n) => happened(`bus-${n}`)));
    await alive.atLeast(20);
    // Four at a time, of which each takes its whole time: most of them have not been tried yet.
    expect(dead.received.length).toBeLessThan(20);
    await until('all are given up', async () => (await ground.deliveries('dead')).length === 20);
    const of = await ground.store.alerts.deliveries(
      'default',
      { state: 'dead', webhookId },
      { limit: 50, before: undefined },
    );
    expect(of.map(({ lastError }) => lastError)).toEqual(Array(20).fill('no answer within 400 ms'));
  });

  it('go to whom the rule and the filter of the webhook say', async () => {
    const all = await ground.receiver();
    const trips = await ground.receiver();
    const named = await ground.receiver();
    const { outbox, desk } = ground.server();
    await makeWebhook({ desk }, all.url);
    await makeWebhook({ desk }, trips.url, { events: ['trip_started'] });
    await makeWebhook({ desk }, named.url, { webhookId: 'named' });
    await makeWebhook({ desk }, named.url, { webhookId: 'off', active: false });
    await makeRule(ground.store, { on: ['trip_started'] });
    await makeRule(ground.store, { on: ['overspeed'], channels: { webhooks: ['named', 'off', 'gone'] } });
    outbox.write(happened('bus-1', 'trip'), happened('bus-1', 'overspeed'));
    await until('five are delivered', async () => (await ground.deliveries('delivered')).length === 4);
    const kinds = ({ received }: Receiver) =>
      received.map(({ body }) => JSON.parse(body.toString()).data.kind);
    expect(kinds(all)).toEqual(['trip_started']);
    expect(kinds(trips)).toEqual(['trip_started']);
    expect(kinds(named).sort()).toEqual(['overspeed', 'trip_started']);
  });

  it('are made once of what is told twice', async () => {
    const there = await ground.receiver();
    const { outbox, desk } = ground.server();
    await makeWebhook({ desk }, there.url);
    await makeRule(ground.store);
    const at = Date.now() - 2000;
    const started = happened('bus-1', 'trip', 'opened', { key: 'trip-1', at });
    outbox.write(started, started, happened('bus-1', 'trip', 'closed', { key: 'trip-1', at }));
    outbox.write(happened('bus-2'));
    await there.atLeast(3);
    const bodies = there.received.map(({ body }) => JSON.parse(body.toString()).data.summary as string);
    expect(bodies.map((text) => text.replace(/ at .*/, '')).sort()).toEqual([
      'bus-1 ended a trip',
      'bus-1 started a trip',
      'bus-2 drove too fast',
    ]);
  });

  it('stay in the feed when it is quiet, and when they come late', async () => {
    const there = await ground.receiver();
    const { outbox, desk } = ground.server();
    await makeWebhook({ desk }, there.url);
    const minute = (shift: number) => new Date(Date.now() + shift * 60_000).toISOString().slice(11, 16);
    await makeRule(ground.store, { ruleId: 'quiet', quietHours: { from: minute(-5), to: minute(5) } });
    await makeRule(ground.store, { ruleId: 'loud', quietHours: { from: minute(5), to: minute(6) } });
    outbox.write(happened('quiet-bus', 'overspeed', 'opened', { at: Date.now() - 3_600_000, late: true }));
    const [message] = await there.atLeast(1);
    expect(JSON.parse(message?.body.toString() ?? '').data).toMatchObject({ ruleId: 'loud', late: true });
    const only = { vehicleId: 'quiet-bus', kind: undefined };
    const { items } = await desk.alerts('default', only, { limit: 10, before: undefined });
    expect(items.map(({ ruleId, suppressed }) => [ruleId, suppressed]).sort()).toEqual([
      ['loud', 'late'],
      ['quiet', 'quiet_hours'],
    ]);
    expect(there.received).toHaveLength(1);
  });

  it('are shared by two servers, each delivered once', async () => {
    const there = await ground.receiver();
    const outbox = createOutbox();
    const { desk } = ground.server({ events: outbox });
    ground.server({ events: outbox });
    await makeWebhook({ desk }, there.url);
    await makeRule(ground.store);
    for (let round = 0; round < 10; round++)
      outbox.write(...Array.from({ length: 20 }, (_, n) => happened(`bus-${n}`)));
    await there.atLeast(200);
    await until('nothing is pending', async () => (await ground.deliveries('pending')).length === 0);
    expect(there.received).toHaveLength(200);
    expect(new Set(there.received.map(idOf)).size).toBe(200);
  });

  it('of one tenant are nothing to another', async () => {
    const there = await ground.receiver();
    const { outbox, desk } = ground.server();
    await makeWebhook({ desk }, there.url);
    await makeRule(ground.store, {}, 'rival');
    await makeRule(ground.store);
    outbox.write(happened('bus-1', 'overspeed', 'opened', { tenant: 'rival' }), happened('bus-2'));
    await there.atLeast(1);
    const page = { limit: 10, before: undefined };
    const rivals = await desk.alerts('rival', { vehicleId: undefined, kind: undefined }, page);
    expect(rivals.items.map(({ vehicleId }) => vehicleId)).toEqual(['bus-1']);
    expect(
      await ground.store.alerts.deliveries('rival', { state: undefined, webhookId: undefined }, page),
    ).toEqual([]);
    expect(JSON.parse(there.received[0]?.body.toString() ?? '').data.vehicleId).toBe('bus-2');
    expect(there.received).toHaveLength(1);
  });
});
