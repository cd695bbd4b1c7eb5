import type { Redis } from './redis.ts';

/** Sends commands, whose second word is the key, in one write per node; resolves to their replies, in order. */
export function sendAll(redis: Redis, commands: readonly (readonly string[])[]): Promise<unknown[]> {
  return Promise.all(commands.map((command) => redis.command(command[1], command)));
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
