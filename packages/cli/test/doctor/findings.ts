import { inspectEnv } from '@waycast/server/config';
import { expect, onTestFinished } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { checkRedis } from '../../src/doctor/check-redis.ts';
import type { Finding } from '../../src/doctor/finding.ts';

/** The settings of an environment alone, without the folder's .env. */
export const configOf = (env: Record<string, string>) =>
  inspectEnv(env, { envFile: '/nonexistent/.env' }).config;
export const examineRedis = (env: Record<string, string>) => checkRedis(configOf(env));
export const verdicts = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
export const find = (findings: readonly Finding[], check: string) =>
  findings.find((finding) => finding.check === check);

/** All that is good about one server that takes writes. */
export const GOOD_MASTER = {
  'redis secrecy': 'ok',
  redis: 'ok',
  'redis role': 'ok',
  'redis persistence': 'ok',
  'redis memory': 'ok',
  'redis eviction': 'ok',
  'redis slow readers': 'ok',
  'redis latency': expect.stringMatching(/^(ok|warn)$/),
  'redis clock': 'ok',
  'redis commands': 'ok',
  'redis delivery': 'ok',
};

/** A server that ends with the running test. */
export async function redisOfTest(...given: Parameters<typeof startRedis>): Promise<RedisServer> {
  const redis = await startRedis(...given);
  onTestFinished(() => redis.stop());
  return redis;
}
