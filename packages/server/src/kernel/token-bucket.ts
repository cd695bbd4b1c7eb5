/** A bucket of permissions that refills steadily: `perSecond` on average, `burst` at once. */
export interface TokenBucket {
  tokens: number;
  refilledAt: number;
}

export interface BucketLimit {
  /** 0: no limit. */
  readonly perSecond: number;
  readonly burst: number;
}

/** Fractions of a second add up to a little less than the whole; whoever waited as told must not be told again. */
const ROUNDING = 1e-6;

/** A full bucket. */
export function fullBucket(limit: BucketLimit, now: number): TokenBucket {
  return { tokens: limit.burst, refilledAt: now };
}

/** Takes one permission; returns 0, or the milliseconds until there is one. Times are epoch ms. */
export function takeToken(bucket: TokenBucket, limit: BucketLimit, now: number): number {
  if (limit.perSecond === 0) return 0;
  const elapsedMs = Math.max(0, now - bucket.refilledAt);
  bucket.tokens = Math.min(limit.burst, bucket.tokens + (elapsedMs / 1000) * limit.perSecond);
  bucket.refilledAt = now;
  if (bucket.tokens >= 1 - ROUNDING) {
    bucket.tokens = Math.max(0, bucket.tokens - 1);
    return 0;
  }
  return Math.ceil(((1 - bucket.tokens) / limit.perSecond) * 1000 - ROUNDING);
}
