import { expect, it } from 'vitest';
import type { Bench } from './transport-bench.ts';

/** Orders, to which something has happened in live; nobody decides about them. */
export function orderRules(bench: Bench): void {
  it('T35 [P69] counts who looks at an order, and tells its followers', async () => {
    const { tenant, driver } = await orderOf(bench);
    const follower = await bench.dispatcher(tenant);
    await follower.ask('subscribe', { topic: 'order:o-1' });
    await expect(driver.ask('order:view', { orderId: 'o-1' })).resolves.toMatchObject({ ok: true, count: 1 });
    const { data } = await follower.until(({ event }) => event === 'order_viewers');
    expect(data).toMatchObject({ orderId: 'o-1', count: 1, topic: 'order:o-1' });
    await bench.subject().live.append(topicOf(tenant), 'order:update', { orderId: 'o-1', n: 2 });
    await driver.until(({ event }) => event === 'order:update');
    await expect(driver.ask('order:unview', { orderId: 'o-1' })).resolves.toMatchObject({
      ok: true,
      count: 0,
    });
    await follower.until(({ event, data: told }) => event === 'order_viewers' && told.count === 0);
  });

  it('T36 [P70] takes order:accept of drivers alone', async () => {
    const { tenant, driver } = await orderOf(bench);
    const accept = { orderId: 'o-1' };
    await expect(driver.ask('order:accept', accept)).resolves.toMatchObject({
      ok: false,
      error: { code: 'not_found', message: expect.stringContaining('o-1') },
    });
    const dispatcher = await bench.dispatcher(tenant);
    await expect(dispatcher.ask('order:accept', accept)).resolves.toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });
}

function topicOf(tenant: string) {
  return { tenant, family: 'order', id: 'o-1' } as const;
}

async function orderOf(bench: Bench) {
  const tenant = bench.tenant();
  await bench.subject().live.append(topicOf(tenant), 'order:update', { orderId: 'o-1', n: 1 });
  const token = await bench.subject().token({ tenant, subject: 'ann', roles: ['driver'] });
  return { tenant, driver: await bench.keep(bench.subject().connect({ token })) };
}
