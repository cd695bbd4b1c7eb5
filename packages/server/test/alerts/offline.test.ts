import { expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { onEachDatabase } from './ground.ts';
import { happened, makeRule, makeWebhook } from './rig.ts';

onEachDatabase('alerts of silence', (ground) => {
  it('are made once, whoever notices it', async () => {
    const there = await ground.receiver();
    const first = ground.server();
    const second = ground.server();
    await makeWebhook(first, there.url);
    await makeRule(ground.store, { on: ['offline'] });
    const topic = { tenant: 'default', family: 'vehicle', id: 'silent-bus' } as const;
    const last = { event: 'location:update', version: Date.now() - 60_000, data: { latitude: 52.6 } };
    first.silent(topic, last);
    second.silent(topic, last);
    first.outbox.write(happened('other-bus', 'trip'));
    const [message] = await there.atLeast(1);
    expect(JSON.parse(message?.body.toString() ?? '').data).toMatchObject({
      kind: 'offline',
      vehicleId: 'silent-bus',
      explanation: { evidence: { lastFix: { latitude: 52.6 } } },
    });
    const only = { vehicleId: 'silent-bus', kind: undefined };
    await first.close();
    await second.close();
    expect(await ground.store.alerts.alerts('default', only, { limit: 9, before: undefined })).toHaveLength(
      1,
    );
  });

  it('are made when the database is there, where it was away at the start', async () => {
    const time = Date.now() - 600_000;
    const fix = { vehicleId: 'waited', latitude: 52.6, longitude: -8.6, accuracy: 5, time, receivedAt: time };
    await ground.store.history.record([{ tenant: 'default', fix }]);
    await makeRule(ground.store, { on: ['offline'] });
    const waiting: (() => Promise<void>)[] = [];
    ground.server({ whenReady: async (work) => void waiting.push(work) });
    const told = () => {
      const only = { vehicleId: 'waited', kind: undefined };
      return ground.store.alerts.alerts('default', only, { limit: 9, before: undefined });
    };
    expect([waiting.length, (await told()).length]).toEqual([1, 0]);
    await waiting[0]?.();
    await until('it is made', async () => (await told()).length === 1);
  });

  it('are made at the start of those that went silent while no server ran', async () => {
    const there = await ground.receiver();
    const now = Date.now();
    const fix = (vehicleId: string, time: number) => ({
      tenant: 'default',
      fix: { vehicleId, latitude: 52.6, longitude: -8.6, accuracy: 5, time, receivedAt: time },
    });
    await ground.store.history.record([
      fix('slept', now - 600_000),
      fix('awake', now - 1000),
      fix('long-gone', now - 3 * 86_400_000),
    ]);
    await makeRule(ground.store, { on: ['offline'] });
    const before = ground.server();
    await makeWebhook(before, there.url);
    await until('it is made', async () => {
      const page = { limit: 9, before: undefined };
      return (
        (await ground.store.alerts.alerts('default', { vehicleId: 'slept', kind: 'offline' }, page))
          .length === 1
      );
    });
    await before.close();
    const after = ground.server();
    await after.close();
    const page = { limit: 20, before: undefined };
    const told = await ground.store.alerts.alerts('default', { vehicleId: undefined, kind: 'offline' }, page);
    const vehicles = told
      .map(({ vehicleId }) => vehicleId)
      .filter((id) => id !== 'silent-bus' && id !== 'waited');
    expect(vehicles).toEqual(['slept']);
  });
});
