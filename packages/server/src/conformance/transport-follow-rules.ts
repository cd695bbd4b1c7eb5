import type { Topic } from '@waycast/contract';
import { expect, it } from 'vitest';
import type { Bench } from './transport-bench.ts';
import { fixOf, isUpdateOf, timeOf, timesOf } from './transport-facts.ts';

/** What followers get: complete, in order, once. */
export function followRules(bench: Bench): void {
  const { keep } = bench;
  const follow = async (tenant: string, ...topics: string[]) =>
    keep(bench.subject().follow({ token: await bench.dispatcherToken(tenant), topics }));

  it('T9 [P20] starts with the newest position, then sends each newer one', async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('bus-1', 1, { speed: 7.5, heading: 90 }));
    const client = await follow(tenant, 'vehicle:bus-1');
    const first = await client.until(isUpdateOf('bus-1'));
    expect(first.data).toEqual({
      vehicleId: 'bus-1',
      latitude: 52.0001,
      longitude: -8,
      accuracy: 5,
      status: 'ONLINE',
      timestamp: timeOf(1),
      speed: 7.5,
      heading: 90,
    });
    for (const n of [2, 3, 4]) await bench.subject().report(tenant, fixOf('bus-1', n));
    await client.until(isUpdateOf('bus-1', timeOf(4)));
    expect(timesOf(client.received, 'bus-1')).toEqual([1, 2, 3, 4].map(timeOf));
  });

  it('T34 [P20] starts with the trip as it is, then sends each newer state of it', async () => {
    const topic: Topic = { tenant: bench.tenant(), family: 'trip', id: 't1' };
    const set = (studentsBoarded: number, version = studentsBoarded) => {
      const data = { tripId: 't1', status: 'IN_PROGRESS', nextStop: null, currentLocation: null };
      const told = { ...data, studentsBoarded, studentsExpected: 3 };
      const change = { topic, event: 'trip:update', data: told, version };
      return bench.subject().live.set([{ ...change, announce: 'now', whenAbsent: 'store' }]);
    };
    await set(1);
    const client = await follow(topic.tenant, 'trip:t1');
    const boarded = (n: number) => client.until(({ data }) => data.studentsBoarded === n);
    await boarded(1);
    await set(2);
    await set(0, 0);
    await set(3);
    await boarded(3);
    const updates = client.received.filter(({ event }) => event === 'trip:update');
    expect(updates.map(({ data }) => data.studentsBoarded)).toEqual([1, 2, 3]);
  });

  it('T10 [P21] neither loses nor doubles a position that comes while a client joins', async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('bus-1', 0));
    const joining = follow(tenant, 'vehicle:bus-1');
    for (let n = 1; n <= 30; n++) await bench.subject().report(tenant, fixOf('bus-1', n));
    const client = await joining;
    await bench.subject().report(tenant, fixOf('bus-1', 31));
    await client.until(isUpdateOf('bus-1', timeOf(31)));
    const times = timesOf(client.received, 'bus-1');
    expect(times).toEqual([...new Set(times)].sort());
    const first = times.indexOf(times[0]);
    const expected = Array.from({ length: 32 }, (_, n) => timeOf(n));
    expect(times).toEqual(expected.slice(expected.indexOf(String(times[first]))));
  });

  it('T11 [P28] sends the whole fleet as batches', async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('bus-1', 1));
    await bench.subject().report(tenant, fixOf('bus-2', 1));
    const client = await follow(tenant, 'fleet');
    const snapshot = await client.until(({ event }) => event === 'locations:batch');
    expect(vehiclesIn(snapshot.data)).toEqual(['bus-1', 'bus-2']);
    await bench.subject().report(tenant, fixOf('bus-3', 2));
    const next = await client.until(
      ({ event, data }) => event === 'locations:batch' && vehiclesIn(data).includes('bus-3'),
    );
    expect(vehiclesIn(next.data)).toEqual(['bus-3']);
  });

  it('T12 [P24] sends a log topic complete and in order, with offset and epoch', async () => {
    const tenant = bench.tenant();
    const client = await follow(tenant, 'drivers');
    for (let n = 1; n <= 20; n++) await say(bench, drivers(tenant), n);
    await client.until(({ data }) => data.n === 20);
    const messages = client.received.filter(({ event }) => event === 'message');
    expect(messages.map(({ data }) => data.offset)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(new Set(messages.map(({ data }) => data.epoch)).size).toBe(1);
  });

  it('T13 [P25] replays what was missed since a position, before anything new', async () => {
    const tenant = bench.tenant();
    const positions = [];
    for (let n = 1; n <= 5; n++) positions.push(await say(bench, drivers(tenant), n));
    const since = positions[1];
    if (since === undefined) throw new Error('no position');
    const client = await keep(
      bench.subject().follow({ token: await bench.dispatcherToken(tenant), topics: ['drivers'], since }),
    );
    await say(bench, drivers(tenant), 6);
    await client.until(({ data }) => data.n === 6);
    expect(client.received.filter(({ event }) => event === 'message').map(({ data }) => data.n)).toEqual([
      3, 4, 5, 6,
    ]);
  });

  it('T14 [P26] says so when what was missed cannot be replayed, and goes on', async () => {
    const tenant = bench.tenant();
    await say(bench, drivers(tenant), 1);
    const since = { epoch: 'of-another-life', offset: 7 };
    const client = await keep(
      bench.subject().follow({ token: await bench.dispatcherToken(tenant), topics: ['drivers'], since }),
    );
    const { data } = await client.until(({ event }) => event === 'resync' || event === 'subscribed');
    expect(data).toMatchObject({ recovered: false, offset: 1 });
    await say(bench, drivers(tenant), 2);
    await client.until((received) => received.data.n === 2);
    expect(client.received.some((received) => received.data.n === 1)).toBe(false);
  });

  it('T15 [P3] encodes an event once, however many follow', async () => {
    const tenant = bench.tenant();
    const clients = await Promise.all(Array.from({ length: 8 }, () => follow(tenant, 'drivers')));
    let reads = 0;
    const data = Object.defineProperty({ type: 'counted' }, 'n', { enumerable: true, get: () => ++reads });
    await bench.subject().live.append(drivers(tenant), 'message', data);
    const got = await Promise.all(clients.map((client) => client.until(({ event }) => event === 'message')));
    expect(new Set(got.map((received) => received.data.n))).toEqual(new Set([1]));
    expect(reads).toBe(1);
  });
}

/** Appends the `n`th message to a log topic. */
function say(bench: Bench, topic: Topic, n: number) {
  return bench.subject().live.append(topic, 'message', { type: 'note', n });
}

function drivers(tenant: string): Topic {
  return { tenant, family: 'drivers', id: '' };
}

function vehiclesIn(data: Readonly<Record<string, unknown>>): unknown[] {
  const { updates } = data;
  return Array.isArray(updates) ? updates.map((update) => update.vehicleId).sort() : [];
}
