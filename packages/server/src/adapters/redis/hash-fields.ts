import type { Redis } from './redis.ts';
import { listOf, textOf } from './replies.ts';

/** Fields read at once. */
const BATCH = 200;

/** The fields of a hash and their values, in batches; fields may be removed meanwhile. */
export async function* hashFields(
  redis: Redis,
  key: string,
): AsyncGenerator<[field: string, value: string][]> {
  let cursor = '0';
  do {
    const [next, flat] = listOf(await redis.command(key, ['HSCAN', key, cursor, 'COUNT', String(BATCH)]));
    cursor = textOf(next);
    const batch = pairsOf(flat);
    if (batch.length > 0) yield batch;
  } while (cursor !== '0');
}

/** Field and value by turns, as Redis lists a hash, in pairs. */
export function pairsOf(reply: unknown): [string, string][] {
  const list = listOf(reply);
  const pairs: [string, string][] = [];
  for (let at = 0; at < list.length; at += 2) pairs.push([textOf(list[at]), textOf(list[at + 1])]);
  return pairs;
}
