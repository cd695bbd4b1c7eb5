import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { until } from '../../../../test/fixtures/until.ts';
import type { TransportClient } from '../../src/conformance/transport-suite.ts';
import { connectSocketIo } from '../gateway/clients/socketio-client.ts';
import { openStream } from '../gateway/clients/sse-client.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { type SharingServer, startSharingServer, tokenOf } from './sharing-server.ts';

const database = freshDatabase();
let redis: RedisServer;
let one: SharingServer;
let other: SharingServer;

beforeAll(async () => {
  redis = await startRedis();
  const options = { redisUrl: redis.url, databaseUrl: await database };
  [one, other] = await Promise.all([startSharingServer(options), startSharingServer(options)]);
  await one.report('van-1');
});
afterAll(async () => {
  await Promise.all([one?.waycast.close(), other?.waycast.close()]);
  await redis?.stop();
});

/** One follower on each transport of a server. */
async function followers(server: SharingServer, token: string): Promise<TransportClient[]> {
  const sockets = await Promise.all([
    connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, token),
    connectSocketIo({ url: server.url, namespace: '/transport', transport: 'websocket' }, token),
    connectSocketIo({ url: server.url, namespace: '/', transport: 'polling' }, token),
  ]);
  for (const socket of sockets)
    expect(await socket.ask('track:vehicle', { vehicleId: 'van-1' })).toMatchObject({ ok: true });
  return [...sockets, await openStream(`${server.url}/api/stream?topics=vehicle:van-1`, token)];
}

const codesOf = async (clients: readonly TransportClient[]) =>
  (await Promise.all(clients.map(({ ended }) => ended))).map(({ code }) => code);

describe('over two servers', () => {
  it('a link made at one works at the other, and follows what the first is told', async () => {
    const { token } = await one.share('van-1');
    const [client] = await followers(other, token);
    await one.report('van-1', { latitude: 10.5 });
    await client?.until(({ data }) => data.latitude === 10.5);
    await client?.close();
  });

  it('a link revoked at one is closed on both, on every transport, while others stay', async () => {
    const [ended, kept] = [await one.share('van-1'), await one.share('van-1')];
    const closing = [...(await followers(one, ended.token)), ...(await followers(other, ended.token))];
    const [staying] = await followers(other, kept.token);
    const dispatcher = await connectWebSocket(`${other.url.replace('http', 'ws')}/ws`, await tokenOf());
    await one.call('DELETE', `/api/shares/${ended.shareId}`, await tokenOf());
    expect(await codesOf(closing)).toEqual(closing.map(() => 'unauthenticated'));
    expect(await other.current(ended.token)).toMatchObject({ state: 'revoked' });
    await one.report('van-1', { latitude: 11.5 });
    await staying?.until(({ data }) => data.latitude === 11.5);
    expect(await dispatcher.ask('heartbeat')).toMatchObject({ ok: true });
    await Promise.all([staying?.close(), dispatcher.close()]);
  });

  it('a link ends on live connections when its time is over, which is told before', async () => {
    const { token, expiresAt } = await one.share('van-1', { until: { time: Date.now() + 3000 } });
    const clients = await followers(other, token);
    const told = await Promise.all(
      clients.map((client) => client.until(({ event }) => event === 'token:expiring')),
    );
    expect(told.map(({ data }) => data.expiresAt)).toEqual(clients.map(() => expiresAt));
    const sockets = clients.slice(0, 3);
    expect(await codesOf(sockets)).toEqual(sockets.map(() => 'unauthenticated'));
    await clients.at(-1)?.ended;
    expect(await other.current(token)).toMatchObject({ state: 'expired', at: expiresAt });
  });

  it('tokens and links count apart: the same ids in another tenant are another vehicle', async () => {
    await one.report('van-1', { latitude: 33 }, 'acme');
    const { token } = await one.share('van-1', {}, 'acme');
    const current = await other.current(token);
    expect(current).toMatchObject({ location: { latitude: 33 } });
  });
});

describe('grants over two servers', () => {
  let latitude = 20;

  const grant = async (subject: string, more: object = {}): Promise<void> => {
    const body = { subject, vehicleId: 'van-1', ...more };
    expect(await one.call('POST', '/api/grants', await tokenOf(), body)).toMatchObject({ status: 201 });
  };

  /** Those who follow by a grant of the subject at each server, of whom all have had a report. */
  async function granted(subject: string) {
    await grant(subject);
    const token = await tokenOf({ subject, roles: ['viewer'] });
    const here = await followers(one, token);
    const all = [...here, ...(await followers(other, token))];
    expect(await reached(all, all)).toBe(all.length);
    return { here, all };
  }

  /** Reports once more and waits until those who stay have got it; resolves to how many of the others did. */
  async function reached(
    clients: readonly TransportClient[],
    staying: readonly TransportClient[],
  ): Promise<number> {
    latitude += 0.001;
    const reported = latitude;
    const isIt = ({ data }: TransportClient['received'][number]): boolean => data.latitude === reported;
    await one.report('van-1', { latitude });
    await Promise.all(staying.map((client) => client.until(isIt)));
    // What a socket was sent before comes before the answer; a stream cannot ask.
    const sockets = clients.filter((client) => !('lastEventId' in client));
    await Promise.all(sockets.map((socket) => socket.ask('heartbeat')));
    return clients.filter(({ received }) => received.some(isIt)).length;
  }

  it('[P17] a revoked or expired grant ends what is followed by it on both, on every transport', async () => {
    const [eve, bob, ann] = [await granted('eve'), await granted('bob'), await granted('ann')];
    await grant('bob', { expiresAt: new Date(Date.now() + 1000).toISOString() });
    const revoked = await one.call('DELETE', '/api/grants/eve/van-1', await tokenOf());
    expect(revoked).toMatchObject({ status: 204 });
    expect(await reached(eve.here, ann.all)).toBe(0);
    const ended = [...eve.all, ...bob.all];
    // Seldom enough for GPS_RATE_LIMIT_MAX.
    await until('all follows end', async () => (await reached(ended, ann.all)) === 0, { everyMs: 200 });
    expect(await reached(ended, ann.all)).toBe(0);
    await Promise.all([...ended, ...ann.all].map((client) => client.close()));
  });
});
