import type { Redis } from './redis.ts';
import { isReachable } from './send-all.ts';

/** Resolves to what Redis has, and while it is away or when it fails, to what this server knows alone. */
export type OrLocal = <T>(shared: () => Promise<T>, own: () => Promise<T>) => Promise<T>;

/** `failed` is told why Redis, which seemed to be there, was not used. */
export function createOrLocal(redis: Redis, failed: (error: unknown) => void): OrLocal {
  return async (shared, own) => {
    if (!isReachable(redis)) return own();
    try {
      return await shared();
    } catch (error) {
      failed(error);
      return own();
    }
  };
}
