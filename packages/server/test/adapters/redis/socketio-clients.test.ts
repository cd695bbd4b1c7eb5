import { createServer } from 'node:http';
import { createClient } from '@redis/client';
import { createAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { next, openRoomServer, ROOM, type RoomServer } from './socketio-servers.ts';

let redis: RedisServer;
let here: RoomServer;
let there: RoomServer;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  [here, there] = await Promise.all([openRoomServer({ url: redis.url }), openRoomServer({ url: redis.url })]);
});
afterEach(() => Promise.all([here.close(), there.close()]));

const transport = (server: RoomServer) => server.io.of('/transport');

describe("an application's own rooms and events, on two servers", () => {
  test('what is emitted to a room reaches its sockets on both, with binary payloads as they were', async () => {
    const heard = [here, there].map(({ client }) => next(client, 'picture'));
    const bytes = Buffer.from([0, 255, 128, 13, 10, 0xc3, 0x28]);
    transport(here).to(ROOM).emit('picture', { bytes, name: 'ä€😀' }, 7);
    for (const args of await Promise.all(heard)) expect(args).toEqual([{ bytes, name: 'ä€😀' }, 7]);
  });

  test('a room that is followed only there gets it, and nobody else', async () => {
    transport(there).local.socketsJoin('only-there');
    const heard = next(there.client, 'mine');
    const others: unknown[] = [];
    here.client.onAny((...args) => others.push(args));
    transport(here).to('only-there').emit('mine', 1);
    expect(await heard).toEqual([1]);
    // What is sent to everybody afterwards comes later, and nothing came before it.
    const all = next(here.client, 'all');
    transport(there).emit('all');
    await all;
    expect(others).toEqual([['all']]);
  });

  test('fetchSockets, socketsJoin, disconnectSockets and serverSideEmit reach the other server', async () => {
    const sockets = await transport(here).in(ROOM).fetchSockets();
    expect(sockets.map(({ id }) => id).sort()).toEqual([here.client.id, there.client.id].sort());
    transport(there).on('question', (n: number, answer: (n: number) => void) => answer(n + 1));
    expect(await transport(here).serverSideEmitWithAck('question', 41)).toEqual([42]);
    for (const server of [here, there]) answerPing(server);
    expect(await transport(here).to(ROOM).timeout(5000).emitWithAck('ping')).toEqual(['pong', 'pong']);
    const gone = next(there.client, 'disconnect');
    transport(here).in(String(there.client.id)).disconnectSockets();
    expect(await gone).toEqual(['io server disconnect', undefined]);
  });

  test('a plain Socket.IO server with the official adapter and client takes part', async () => {
    const pub = createClient({ url: redis.url });
    const sub = pub.duplicate();
    await Promise.all([pub.connect(), sub.connect()]);
    const plain = new Server(createServer(), { adapter: createAdapter(pub, sub) });
    onTestFinished(async () => {
      await plain.close();
      await Promise.all([pub.close(), sub.close()]);
    });
    const heard = next(here.client, 'from-plain');
    plain
      .of('/transport')
      .to(ROOM)
      .emit('from-plain', Buffer.from([255]));
    expect(await heard).toEqual([Buffer.from([255])]);
    expect(await plain.of('/transport').fetchSockets()).toHaveLength(2);
  });

  test('a message that is none is dropped, and the next one arrives', async () => {
    for (const message of ['nonsense', '{"type":5}', '', '{"type":9,"requestId":"x"}', '[]']) {
      await redis.cli('PUBLISH', 'socket.io-request#/transport#', message);
      await redis.cli('PUBLISH', `socket.io#/transport#${ROOM}#`, message);
    }
    const heard = next(there.client, 'still');
    transport(here).to(ROOM).emit('still', 'here');
    expect(await heard).toEqual(['here']);
    expect(there.log.lines.map(({ message }) => message)).toContain(
      "a message on a channel of Socket.IO's adapter was dropped",
    );
  });

  test('leaving a namespace unsubscribes its channels', async () => {
    await Promise.all([here.close(), there.close()]);
    await until('nobody subscribes', async () => {
      const channels = await redis.cli('PUBSUB', 'CHANNELS', 'socket.io*');
      return Array.isArray(channels) && channels.length === 0;
    });
  });
});

describe('while Redis is away', () => {
  test('a server acts as the only one, and takes up with the others afterwards', async () => {
    const lost = [here, there].map((server) => server.reached('disconnected'));
    await redis.kill();
    await Promise.all(lost);
    const heard = next(here.client, 'local');
    transport(here).to(ROOM).emit('local', 1);
    expect(await heard).toEqual([1]);
    expect((await transport(here).fetchSockets()).map(({ id }) => id)).toEqual([here.client.id]);
    expect(await transport(here).serverSideEmitWithAck('question')).toEqual([]);
    transport(here).socketsJoin('joined-meanwhile');
    const joined = next(here.client, 'joined');
    await until(
      'the own sockets have joined',
      async () => (await transport(here).in('joined-meanwhile').fetchSockets()).length === 1,
    );
    transport(here).to('joined-meanwhile').emit('joined');
    await joined;

    const back = [here, there].map((server) => server.reached('connected'));
    await redis.start();
    await Promise.all(back);
    const again = next(there.client, 'again');
    transport(here).to(ROOM).emit('again', 2);
    expect(await again).toEqual([2]);
    expect(await transport(here).fetchSockets()).toHaveLength(2);
  });

  test('connections that are cut are subscribed again', async () => {
    const heard = next(there.client, 'after');
    const gap = new Promise<void>((resolve) => void there.redis.subscriptions.onGap(() => resolve()));
    await redis.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await gap;
    await there.reached('connected');
    await here.reached('connected');
    transport(here).to(ROOM).emit('after', 3);
    expect(await heard).toEqual([3]);
  });
});

function answerPing({ client }: RoomServer): void {
  client.once('ping', (...args: unknown[]) => {
    const answer = args.at(-1);
    if (typeof answer === 'function') answer('pong');
  });
}
