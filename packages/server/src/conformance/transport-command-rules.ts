import { expect, it } from 'vitest';
import { MAX_FRAME_BYTES } from '../gateway/frame-limit.ts';
import type { Bench } from './transport-bench.ts';
import { fixOf, isUpdateOf, timeOf, timesOf } from './transport-facts.ts';

/** What clients may send, and what they are answered. */
export function commandRules(bench: Bench): void {
  it('T16 [P20] answers track:vehicle with the location, then sends it as an event, then what is new', async () => {
    const tenant = bench.tenant();
    const client = await bench.dispatcher(tenant);
    await expect(client.ask('track:vehicle', { vehicleId: 'bus-1' })).resolves.toMatchObject({
      ok: true,
      location: null,
    });
    await bench.subject().report(tenant, fixOf('bus-1', 1));
    await client.until(isUpdateOf('bus-1', timeOf(1)));

    const second = await bench.dispatcher(tenant);
    const ack = await second.ask('track:vehicle', { vehicleId: 'bus-1' });
    expect(ack.location).toMatchObject({ vehicleId: 'bus-1', timestamp: timeOf(1) });
    await second.until(isUpdateOf('bus-1', timeOf(1)));
    expect(second.arrivals).toEqual(['ack', 'location:update']);
  });

  it('T17 [P32] takes a vehicle id that is a number for its decimal string', async () => {
    const client = await bench.dispatcher(bench.tenant());
    await expect(client.ask('track:vehicle', { vehicleId: 7 })).resolves.toMatchObject({
      ok: true,
      location: null,
    });
  });

  it('T18 [P23] ends a follow with untrack and unsubscribe', async () => {
    const tenant = bench.tenant();
    const client = await bench.dispatcher(tenant);
    await client.ask('track:vehicle', { vehicleId: 'bus-1' });
    await client.ask('subscribe', { topic: 'vehicle:bus-2' });
    await client.ask('subscribe', { topic: 'vehicle:bus-3' });
    await expect(client.ask('untrack:vehicle', { vehicleId: 'bus-1' })).resolves.toMatchObject({ ok: true });
    await expect(client.ask('unsubscribe', { topic: 'vehicle:bus-2' })).resolves.toMatchObject({ ok: true });
    for (const vehicle of ['bus-1', 'bus-2', 'bus-3'])
      await bench.subject().report(tenant, fixOf(vehicle, 1));
    await client.until(isUpdateOf('bus-3'));
    expect([...timesOf(client.received, 'bus-1'), ...timesOf(client.received, 'bus-2')]).toEqual([]);
  });

  it('T19 [P29] sends the vehicles of a box; sent again, the new box replaces it', async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('inside', 1));
    await bench.subject().report(tenant, fixOf('outside', 1, { latitude: 10 }));
    const client = await bench.dispatcher(tenant);
    await expect(client.ask('track:fleet', { bbox: [-9, 51, -7, 53] })).resolves.toMatchObject({
      ok: true,
      vehicles: 1,
    });
    const { data } = await client.until(({ event }) => event === 'locations:batch');
    expect(data.updates).toMatchObject([{ vehicleId: 'inside' }]);
    await expect(client.ask('track:fleet', { bbox: [-9, 9, -7, 11], tickMs: 20 })).resolves.toMatchObject({
      ok: true,
      vehicles: 1,
    });
    await client.until((received) => JSON.stringify(received.data).includes('"outside"'));
    await expect(client.ask('untrack:fleet')).resolves.toMatchObject({ ok: true });
  });

  it('T20 [P30] acknowledges a fix once it is durable, and its followers get it', async () => {
    const tenant = bench.tenant();
    const follower = await bench.dispatcher(tenant);
    await follower.ask('track:vehicle', { vehicleId: 'bus-1' });
    const token = await bench
      .subject()
      .token({ tenant, subject: 'driver-1', roles: ['driver'], vehicles: ['bus-1'] });
    const driver = await bench.keep(bench.subject().connect({ token }));
    await expect(driver.ask('location:update', fixOf('bus-1', 1))).resolves.toMatchObject({
      ok: true,
      accepted: true,
      broadcast: true,
    });
    const stored = await bench.subject().history.last(tenant, 'bus-1');
    expect(stored?.time).toBe(Date.parse(timeOf(1)));
    await follower.until(isUpdateOf('bus-1', timeOf(1)));
    await expect(driver.ask('location:update', fixOf('bus-2', 1))).resolves.toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });

  it('T21 answers a heartbeat, with and without a position', async () => {
    const client = await bench.dispatcher(bench.tenant());
    await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
    const ack = await client.ask('heartbeat', { latitude: 1, longitude: 2 });
    expect(Number.isNaN(Date.parse(String(ack.serverTime)))).toBe(false);
    await expect(client.ask('heartbeat', { latitude: 100, longitude: 2 })).resolves.toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });

  it('T22 [P8] tells errors in the ack, or as the event error when none was asked for', async () => {
    const client = await bench.dispatcher(bench.tenant());
    const ack = await client.ask('subscribe', { topic: 'nonsense:1' });
    expect(ack).toMatchObject({
      ok: false,
      error: { code: 'invalid', message: expect.stringContaining('nonsense:1') },
    });
    expect(client.received).toEqual([]);
    client.tell('subscribe', { topic: 'nonsense:2' });
    const { data } = await client.until(({ event }) => event === 'error');
    expect(data).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('nonsense:2'),
      requestId: expect.any(String),
    });
  });

  it('T23 [P5] puts a request id of its own into every ack and error', async () => {
    const client = await bench.dispatcher(bench.tenant());
    const acks = await Promise.all([
      client.ask('heartbeat'),
      client.ask('heartbeat'),
      client.ask('subscribe', { topic: 'x' }),
    ]);
    const ids = acks.map((ack) => ack.requestId ?? ack.error?.requestId);
    expect(ids.every((id) => typeof id === 'string' && id.length > 0)).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });

  it.each(['nonsense', 'toString', '__proto__', 'constructor'])(
    'T24 [P10] answers the unknown command %s with invalid',
    async (name) => {
      const client = await bench.dispatcher(bench.tenant());
      await expect(client.ask(name, { vehicleId: 'bus-1' })).resolves.toMatchObject({
        ok: false,
        error: { code: 'invalid' },
      });
      await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
    },
  );

  it('T25 [P43] limits how fast one client may send, and says how long to wait', async () => {
    const client = await bench.dispatcher(bench.tenant());
    const acks = await Promise.all(Array.from({ length: 400 }, () => client.ask('heartbeat')));
    const limited = acks.filter(({ error }) => error?.code === 'rate_limited');
    expect(limited.length).toBeGreaterThan(0);
    expect(acks.length - limited.length).toBeGreaterThan(0);
    expect(limited.every(({ error }) => (error?.retryAfterMs ?? 0) > 0)).toBe(true);
  });

  it('T26 [P56] ends a connection that sends a message beyond the limit, and no other', async () => {
    const tenant = bench.tenant();
    const [client, other] = await Promise.all([bench.dispatcher(tenant), bench.dispatcher(tenant)]);
    client.sendLarge(2 * MAX_FRAME_BYTES + 1);
    await client.ended;
    await expect(other.ask('heartbeat')).resolves.toMatchObject({ ok: true });
  });

  it('T27 [P57] survives messages that are no messages: an error or the end of that connection, and no other', async () => {
    const tenant = bench.tenant();
    const [client, other] = await Promise.all([bench.dispatcher(tenant), bench.dispatcher(tenant)]);
    client.sendGarbage();
    if (bench.abilities.answersGarbage) {
      await expect(client.until(({ event }) => event === 'error')).resolves.toMatchObject({
        data: { code: 'invalid' },
      });
      for (let n = 0; n < 30; n++) client.sendGarbage();
      await expect(client.ended).resolves.toMatchObject({ code: 'invalid' });
    } else await client.ended;
    await expect(other.ask('heartbeat')).resolves.toMatchObject({ ok: true });
  });
}
