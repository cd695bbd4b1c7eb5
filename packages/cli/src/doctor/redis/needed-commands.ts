import { randomUUID } from 'node:crypto';
import { messageOf } from '../../failure.ts';
import { type Finding, fail, ok } from '../finding.ts';
import type { RedisConnection } from './redis-connection.ts';

const DELIVERY_TIMEOUT_MS = 2000;
/** What we leave behind, should we be killed, is gone soon. */
const LIFE_S = '10';

/** Commands that a server sends, each with what it does, under names as the server's own; most come as a script too. */
function neededCommands(id: string, cluster: boolean): string[][] {
  const braced = cluster ? `{waycast-doctor-${id}}` : `waycast-doctor-${id}`;
  const [text, set, sorted, stream] = [
    `location:current:vehicle:${braced}`,
    `region:${braced}:members`,
    `gps:location:${braced}`,
    `waycast:doctor:${braced}:log`,
  ] as const;
  const script = "redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) return redis.call('GET', KEYS[1])";
  return [
    ['SET', text, '1', 'NX', 'EX', LIFE_S],
    ['GET', text],
    ['EVAL', script, '1', text, '2', LIFE_S],
    ['SCRIPT', 'LOAD', script],
    ['SADD', set, 'a'],
    ['SMEMBERS', set],
    ['SREM', set, 'a'],
    ['ZADD', sorted, '1', 'a'],
    ['ZCARD', sorted],
    ['ZRANGEBYSCORE', sorted, '-inf', '+inf'],
    ['ZREMRANGEBYSCORE', sorted, '-inf', '+inf'],
    ['XADD', stream, 'MAXLEN', '~', '10', '*', 'a', '1'],
    ['XREVRANGE', stream, '+', '-', 'COUNT', '1'],
    ['EXPIRE', stream, LIFE_S],
    ['SCAN', '0', 'COUNT', '1'],
    ['TIME'],
    ['ROLE'],
    ...(cluster
      ? [
          ['CLUSTER', 'SLOTS'],
          ['SPUBLISH', `transport:location:${braced}`, '{}'],
        ]
      : []),
    ['PUBLISH', `transport:location:${braced}`, '{}'],
    ['DEL', text],
    ['DEL', stream],
  ];
}

/**
 * Tries what the server will do, as the user that it will be, on names that no vehicle has. On a Cluster keys lie on
 * any node, so that a command that is sent elsewhere counts as allowed: access is judged before the place.
 */
export async function tryCommands(connection: RedisConnection, cluster: boolean): Promise<Finding> {
  const refused = new Map<string, string>();
  for (const command of neededCommands(randomUUID().slice(0, 8), cluster)) {
    const name =
      command[0] === 'SCRIPT' || command[0] === 'CLUSTER' ? command.slice(0, 2) : command.slice(0, 1);
    try {
      await connection.send(...command);
    } catch (error) {
      const message = messageOf(error);
      if (!/^MOVED /.test(message)) refused.set(name.join(' '), message);
    }
  }
  if (refused.size === 0) return ok('redis commands', 'all that the server needs are allowed');
  const [first = ''] = refused.values();
  return fail(
    'redis commands',
    `refused: ${[...refused.keys()].join(', ')} (${first})`,
    /NOPERM|unknown/i.test(first)
      ? 'give the user the rights of deploy/redis/users.acl'
      : 'until Redis takes writes each server is on its own: see what it says, and its log',
  );
}

/** Whether a message comes back through a subscription, as everything live does. */
export async function tryDelivery(publisher: RedisConnection, subscriber: RedisConnection): Promise<Finding> {
  const channel = `waycast:doctor:${randomUUID()}`;
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const heard = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('nothing arrived')), DELIVERY_TIMEOUT_MS);
      const listen = async (): Promise<void> => {
        await subscriber.subscribe('plain', channel, resolve);
        await subscriber.subscribe('pattern', 'waycast:doctor:none:*', () => undefined);
        await publisher.send('PUBLISH', channel, '1');
      };
      listen().catch(reject);
    });
    await heard;
    return ok('redis delivery', `a message came back after ${(performance.now() - startedAt).toFixed(1)} ms`);
  } catch (error) {
    return fail(
      'redis delivery',
      `a published message did not come back: ${messageOf(error)}`,
      'allow SUBSCRIBE, PSUBSCRIBE and PUBLISH on all channels (`&*`), and name a server, not a proxy without pub/sub',
    );
  } finally {
    clearTimeout(timer);
  }
}
