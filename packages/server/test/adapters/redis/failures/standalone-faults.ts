import { type RedisServer, startRedis } from '../../../../../../test/fixtures/redis.ts';
import { startTcpProxy, type TcpProxy } from '../../../../../../test/fixtures/tcp-proxy.ts';
import type { Fault, Ground } from './delivery.ts';
import { addressOf, killClients, pause, pauseProcess } from './ground.ts';

interface Standalone {
  readonly redis: RedisServer;
  readonly proxy: TcpProxy;
}

/** One Redis that keeps what it has acknowledged, to which the following server comes through a proxy. */
export async function openStandalone(): Promise<Ground<Standalone>> {
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  const proxy = await startTcpProxy(redis.port);
  return {
    setup: { redis, proxy },
    places: { publisher: addressOf(redis), reader: { host: '127.0.0.1', port: proxy.port } },
    async stop() {
      await proxy.stop();
      await redis.stop();
    },
  };
}

export const STANDALONE_FAULTS: readonly Fault<Standalone>[] = [
  {
    name: 'CLIENT KILL of all connections',
    limitMs: 3000,
    shows: false,
    run: ({ redis }) => killClients([redis]),
  },
  {
    name: 'kill -9, back after 2 s',
    limitMs: 3000,
    shows: true,
    async run({ redis }) {
      await redis.kill();
      await pause(2000);
      await redis.start();
      return performance.now();
    },
  },
  {
    name: 'SIGSTOP for 4 s',
    limitMs: 5000,
    shows: true,
    async run({ redis }) {
      await pauseProcess(redis);
      return performance.now();
    },
  },
  {
    name: 'half-open TCP: what was connected hears nothing more, new connections pass',
    limitMs: 5000,
    shows: true,
    async run({ proxy }) {
      proxy.blackHole();
      proxy.restore();
      return performance.now();
    },
  },
  {
    name: 'half-open TCP, new connections silent too for 4 s',
    limitMs: 5000,
    shows: true,
    async run({ proxy }) {
      proxy.blackHole();
      await pause(4000);
      proxy.restore();
      return performance.now();
    },
  },
];
