import {
  REDIS_USERS,
  type RedisSecurity,
  SENTINEL_PASSWORD,
} from '../../../../../../test/fixtures/redis-folder.ts';
import type { RedisProcess } from '../../../../../../test/fixtures/redis-process.ts';
import type { RedisConnection } from '../../../../src/adapters/redis/open-redis.ts';

/** How Waycast signs in. */
export function accessTo(
  { caFile }: { readonly caFile: string | undefined },
  { acl }: RedisSecurity,
): Partial<RedisConnection> {
  const tls = caFile === undefined ? {} : { tls: true, caFile };
  return acl ? { ...tls, ...REDIS_USERS.waycast, sentinelPassword: SENTINEL_PASSWORD } : tls;
}

export function addressOf({ host, port }: RedisProcess): { host: string; port: number } {
  return { host, port };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ends every connection of clients, commands and subscriptions; resolves to when that was done. */
export async function killClients(nodes: readonly RedisProcess[]): Promise<number> {
  for (const node of nodes) {
    for (const type of ['PUBSUB', 'NORMAL']) await node.cli('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
  }
  return performance.now();
}

/** SIGSTOP for four seconds. */
export async function pauseProcess(node: RedisProcess): Promise<void> {
  node.pause();
  await pause(4000);
  node.resume();
}

/** Starts those again that were killed, and waits until all is as it was. */
export async function revive(setup: {
  readonly nodes: readonly RedisProcess[];
  settled(): Promise<void>;
}): Promise<void> {
  for (const node of setup.nodes) if (!node.running) await node.start();
  await setup.settled();
}
