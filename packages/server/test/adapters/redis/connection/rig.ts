import { createHash } from 'node:crypto';
import { REDIS_USERS } from '../../../../../../test/fixtures/redis-folder.ts';
import type { RedisProcess } from '../../../../../../test/fixtures/redis-process.ts';
import { until } from '../../../../../../test/fixtures/until.ts';
import { openRedis, type RedisConnection } from '../../../../src/adapters/redis/open-redis.ts';
import type { Redis, RedisState, Script } from '../../../../src/adapters/redis/redis.ts';
import { createRecordedLog } from '../../../../src/conformance/recorded-log.ts';
import { systemClock } from '../../../../src/ports/clock.ts';

type Where = Omit<
  RedisConnection,
  'log' | 'clock' | 'connectTimeoutMs' | 'retryMinDelayMs' | 'retryMaxDelayMs'
>;

/** Redis as the server opens it, and what it has said so far. */
export interface Opened {
  readonly redis: Redis;
  readonly states: RedisState[];
  /** Names of channels that were told to have a gap. */
  readonly gaps: string[];
  /** Levels and messages, without what differs from run to run. */
  lines(): string[];
  becomes(state: RedisState): Promise<void>;
}

/** Opens Redis with the defaults of the options. */
export async function open(where: Where): Promise<Opened> {
  const log = createRecordedLog();
  const times = { connectTimeoutMs: 10_000, retryMinDelayMs: 100, retryMaxDelayMs: 3000 };
  const redis = await openRedis({ ...where, ...times, log, clock: systemClock });
  const states: RedisState[] = [];
  const gaps: string[] = [];
  redis.onState((state) => states.push(state));
  redis.subscriptions.onGap((channels) => gaps.push(...channels));
  return {
    redis,
    states,
    gaps,
    lines: () => log.lines.map(({ level, message }) => `${level} ${message}`),
    becomes: (state) => until(`Redis is ${state}`, () => redis.state === state).then(() => undefined),
  };
}

/** The login of Waycast in the shipped configurations. */
export const LOGIN = REDIS_USERS.waycast;

/** Subscribes, and remembers what comes. */
export async function follow(redis: Redis, channel: string) {
  const heard: string[] = [];
  const end = await redis.subscriptions.add(channel, (message) => heard.push(message));
  return { heard, end };
}

/** Publishes until the message has arrived: at once, when delivery works. */
export async function arrives(redis: Redis, channel: string, heard: readonly string[], message: string) {
  await redis.publish(channel, message);
  await until(`${message} arrives on ${channel}`, () => heard.includes(message));
}

export function script(source: string): Script {
  return { name: 'test', source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** Names of Waycast's connections that a server sees. */
export async function connectionsAt(server: RedisProcess): Promise<string[]> {
  const list = String(await server.cli('CLIENT', 'LIST'));
  return [...list.matchAll(/ name=(waycast-\w+)/g)].map(([, name]) => name ?? '').sort();
}
