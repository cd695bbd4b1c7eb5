import type { Clock } from '../../ports/clock.ts';
import type { Redis, RedisCounts } from './redis.ts';

/** What monitors see of Redis beside its own counts. */
export interface DeliveryTotals extends RedisCounts {
  /** Messages from outside in no format that we know. */
  readonly malformed: number;
  /** Times that followers were brought up to date after a break. */
  readonly resyncs: number;
  /** Seconds in which delivery was not proven, since it first was. */
  readonly secondsWithoutDelivery: number;
}

/** Counts breaks and their length from the moment it is made. */
export function countDeliveries(redis: Redis, clock: Clock, malformed: () => number): () => DeliveryTotals {
  let resyncs = 0;
  let brokenMs = 0;
  let brokenAt: number | undefined;
  redis.subscriptions.onGap(() => {
    resyncs += 1;
  });
  let proven = redis.state === 'connected';
  redis.onState((state) => {
    if (state === 'connected') {
      if (brokenAt !== undefined) brokenMs += clock.now() - brokenAt;
      brokenAt = undefined;
      proven = true;
    } else if (proven) brokenAt ??= clock.now();
  });
  return () => ({
    ...redis.counts,
    malformed: malformed(),
    resyncs,
    secondsWithoutDelivery: (brokenMs + (brokenAt === undefined ? 0 : clock.now() - brokenAt)) / 1000,
  });
}
