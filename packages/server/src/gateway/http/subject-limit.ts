import type { Subject } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { type BucketLimit, fullBucket, type TokenBucket, takeToken } from '../../kernel/token-bucket.ts';
import type { Clock } from '../../ports/clock.ts';

/** Subjects whose requests are counted; the least recently heard start anew. */
const MAX_SUBJECTS = 100_000;

/** Counts a request of a subject; throws `rate_limited` when it sends too many. */
export type CountRequest = (subject: Pick<Subject, 'tenant' | 'id'>) => void;

/** Limits the requests of each subject, over all of its connections, by the server's clock. */
export function createSubjectLimit(limit: BucketLimit, clock: Clock): CountRequest {
  const buckets = new LRUCache<string, TokenBucket>({ max: MAX_SUBJECTS });
  if (limit.perSecond === 0) return () => undefined;
  return ({ tenant, id }) => {
    const key = `${tenant} ${id}`;
    const now = clock.now();
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = fullBucket(limit, now);
      buckets.set(key, bucket);
    }
    const retryAfterMs = takeToken(bucket, limit, now);
    if (retryAfterMs > 0) {
      throw new WaycastError(
        'rate_limited',
        `subject ${id} sends more than ${limit.perSecond} requests a second (COMMANDS_PER_SECOND_PER_SUBJECT); batches carry up to 1,000 fixes in one`,
        { retryAfterMs },
      );
    }
  };
}
