import { createConnection } from '@waycast/client';
import { createWaycast } from '@waycast/server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startBalancer } from '../fixtures/balancer.ts';
import { freshDatabase } from '../fixtures/database.ts';
import { type RedisServer, startRedis } from '../fixtures/redis.ts';
import { tokenFor } from '../fixtures/token.ts';
import { HOST_SECRET, startWaycastHost, type WaycastHost } from '../fixtures/waycast-host.ts';

const CLIENTS = 24;
const EVERY_MS = 10;

let redis: RedisServer;
let env: Record<string, string>;
const hosts: WaycastHost[] = [];

beforeAll(async () => {
  redis = await startRedis();
  env = {
    REDIS_URL: redis.url,
    DATABASE_URL: await freshDatabase(),
    TRUST_PROXY: 'loopback',
    DRAIN_TIMEOUT: '3',
  };
  for (let host = 1; host <= 3; host++) hosts.push(await startWaycastHost(env));
}, 120_000);
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.remove()));
  await redis?.stop();
});

/** What one client got of the log topic, by the numbers in the messages; the first is where it joined. */
class Reader {
  readonly got: number[] = [];
  readonly #connection;
  #waiting: { readonly until: number; readonly resolve: () => void } | undefined;

  constructor(url: string, index: number) {
    this.#connection = createConnection({ url, token: tokenFor(`reader-${index}`, 'dispatcher') });
    this.#connection.subscribe('users', (message) => this.#take(Number(message.n)));
    this.#connection.connect();
    onTestFinished(() => this.#connection.close());
  }

  /** Resolves when the message with this number is there. */
  reaches(until: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { until, resolve };
      this.#check();
    });
  }

  #take(n: number): void {
    this.got.push(n);
    this.#check();
  }

  #check(): void {
    if (this.#waiting !== undefined && (this.got.at(-1) ?? 0) >= this.#waiting.until) this.#waiting.resolve();
  }
}

/** A server that nobody connects to and nobody restarts. It announces numbers until it is told to stop. */
async function openAnnouncer() {
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    redisUrl: env.REDIS_URL ?? '',
    databaseUrl: env.DATABASE_URL ?? '',
    jwtSecret: HOST_SECRET,
    logLevel: 'silent',
  });
  onTestFinished(() => waycast.close());
  let last = 0;
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      last += 1;
      await waycast.broadcastToAllUsers({ type: 'number', n: last });
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    last: () => last,
    async stop(): Promise<number> {
      stopped = true;
      await running;
      return last;
    },
  };
}

it('a rolling restart of three servers under load loses and doubles nothing on a log topic', async () => {
  const balancer = await startBalancer(
    'nginx',
    hosts.map(({ port }) => port),
  );
  onTestFinished(balancer.stop);
  const announcer = await openAnnouncer();
  const readers = Array.from({ length: CLIENTS }, (_, index) => new Reader(balancer.url, index));
  await Promise.all(readers.map((reader) => reader.reaches(1)));
  for (const [index, host] of hosts.entries()) {
    expect(await host.end('SIGTERM')).toBe(0);
    await host.remove();
    hosts[index] = await startWaycastHost({ ...env, PORT: String(host.port) });
    await Promise.all(readers.map((reader) => reader.reaches(announcer.last())));
  }
  const last = await announcer.stop();
  await Promise.all(readers.map((reader) => reader.reaches(last)));
  for (const { got } of readers) {
    const [first = 0] = got;
    expect(got).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  }
});
