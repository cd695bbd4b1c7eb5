import { WaycastError } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { fullBucket, type TokenBucket, takeToken } from '../../kernel/token-bucket.ts';
import type { Clock } from '../../ports/clock.ts';

/** Senders whose messages are counted; the least recent are forgotten. */
const MAX_SENDERS = 50_000;

interface Sender {
  readonly tenant: string;
  readonly companyId: string;
  readonly id: string;
}

/**
 * Counts messages of each sender to each company on this server; throws `rate_limited`. As many as a minute has may come
 * at once. Each server counts by itself: whoever spreads its messages over N servers may send N times as many.
 */
export function createSenderRate(clock: Clock): (sender: Sender, perMinute: number) => void {
  const buckets = new LRUCache<string, TokenBucket>({ max: MAX_SENDERS });
  return ({ tenant, companyId, id }, perMinute) => {
    const limit = { perSecond: perMinute / 60, burst: perMinute };
    const key = `${tenant} ${companyId} ${id}`;
    const now = clock.now();
    const bucket = buckets.get(key) ?? fullBucket(limit, now);
    buckets.set(key, bucket);
    const retryAfterMs = takeToken(bucket, limit, now);
    if (retryAfterMs === 0) return;
    const message = `more than ${perMinute} messages a minute to company ${companyId}; this one was not stored`;
    throw new WaycastError('rate_limited', message, { retryAfterMs });
  };
}
