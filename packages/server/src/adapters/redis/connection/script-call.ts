import type { Script } from '../redis.ts';
import type { Link } from './link.ts';

/** Runs a script on one connection, sending its source when the server does not know it yet. */
export async function runScript(
  link: Link,
  script: Script,
  keys: readonly string[],
  args: readonly string[],
  asking = false,
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await sendAsking(link, ['EVALSHA', script.sha1, ...rest], asking);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return sendAsking(link, ['EVAL', script.source, ...rest], asking);
  }
}

/** Sends a command to a node that is taking over its slot, when `asking`. */
export function sendAsking(
  link: Link,
  args: readonly (string | Buffer)[],
  asking: boolean,
): Promise<unknown> {
  // Its answer says nothing that the next one does not.
  if (asking) link.send(['ASKING']).catch(() => undefined);
  return link.send(args);
}
