import { ErrorReply } from '@redis/client';
import { chunksOf } from './keyed-script.ts';
import type { Redis } from './redis.ts';
import { listOf } from './replies.ts';
import { loadScript } from './scripts.ts';

const SCRIPT = loadScript('commands');
/** Commands in one call of the script, lest Redis serve nobody else for long. */
const CHUNK = 200;

/** A command's name, its key, and its arguments. */
export type KeyedCommand = readonly [name: string, key: string, ...rest: string[]];

/**
 * Sends commands and resolves to their replies, in order. Rejects with the first that failed; the others may have been
 * carried out. In calls of one script, which is cheaper than as many commands; on a Cluster, where their keys lie
 * anywhere, one by one, in one write per node.
 */
export async function sendAll(redis: Redis, commands: readonly KeyedCommand[]): Promise<unknown[]> {
  if (redis.cluster || commands.length === 1)
    return Promise.all(commands.map((command) => redis.command(command[1], command)));
  const calls = chunksOf(commands, CHUNK).map((some) => runAll(redis, some));
  return (await Promise.all(calls)).flat();
}

async function runAll(redis: Redis, commands: readonly KeyedCommand[]): Promise<readonly unknown[]> {
  const args = commands.flatMap(([name, , ...rest]) => [name, String(rest.length), ...rest]);
  const { value } = await redis.run(
    SCRIPT,
    commands.map(([, key]) => key),
    args,
  );
  const replies = listOf(value);
  const failed = replies.find((reply) => reply instanceof ErrorReply);
  if (failed !== undefined) throw failed;
  return replies;
}

/** Whether commands have a chance: Redis answers, even if delivery through it is not proven. */
export function isReachable({ state }: Redis): boolean {
  return state === 'connected' || state === 'unproven';
}

/** Calls `returned` each time that Redis has become reliable: it may be another master, or an empty one. */
export function onReturn(redis: Redis, returned: () => void): () => void {
  return redis.onState((state) => {
    if (state === 'connected') returned();
  });
}
