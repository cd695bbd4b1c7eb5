import type { BatchReceipt, FixInput } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { expect, test } from 'vitest';
import { deliverBatch, type PostBatch } from '../../src/sending/deliver-batch.ts';

const FIXES: FixInput[] = [1, 2, 3].map((n) => ({
  vehicleId: `v${n}`,
  latitude: n,
  longitude: n,
  timestamp: 1_700_000_000_000,
}));
const taken = (updates: readonly FixInput[]): BatchReceipt => ({ accepted: updates.length, rejected: [] });

/** Answers each call by the next of the answers, the last one for good. */
function answering(...answers: PostBatch[]): { post: PostBatch; calls: (readonly FixInput[])[] } {
  const calls: (readonly FixInput[])[] = [];
  const post: PostBatch = (updates) => {
    calls.push(updates);
    return (answers[calls.length - 1] ?? answers.at(-1) ?? (() => Promise.reject(new Error('no answer'))))(
      updates,
    );
  };
  return { post, calls };
}

function deliver(post: PostBatch, patienceMs = 60_000) {
  const waits: [string, number][] = [];
  const options = {
    post,
    patienceMs,
    signal: new AbortController().signal,
    progress: { lastAt: Date.now() },
    onWait: (reason: string, delayMs: number) => waits.push([reason, delayMs]),
  };
  return { outcome: deliverBatch(FIXES, options), waits };
}

test('a batch without an answer is sent again, whole, until there is one', async () => {
  const lost = () => Promise.reject(new WaycastError('unavailable', 'connection refused'));
  const busy = () => Promise.reject(new WaycastError('rate_limited', 'slow down', { retryAfterMs: 300 }));
  const { post, calls } = answering(lost, busy, async (updates) => taken(updates));
  const { outcome, waits } = deliver(post);
  expect(await outcome).toEqual({ accepted: 3, rejected: [] });
  expect(calls).toEqual([FIXES, FIXES, FIXES]);
  expect(waits.map(([reason]) => reason)).toEqual(['connection refused', 'slow down']);
  expect(waits[1]?.[1]).toBeGreaterThanOrEqual(300);
});

test('single fixes that are put off are sent later, refused ones are not', async () => {
  const rejected = [
    { index: 0, code: 'invalid', message: 'latitude' },
    { index: 2, code: 'rate_limited', message: 'too many', retryAfterMs: 1 },
  ];
  const { post, calls } = answering(
    async () => ({ accepted: 1, rejected }),
    async (updates) => taken(updates),
  );
  expect(await deliver(post).outcome).toEqual({ accepted: 2, rejected: [rejected[0]] });
  expect(calls[1]).toEqual([FIXES[2]]);
});

test('a fix that is put off again and again is given up after five tries', async () => {
  const putOff: PostBatch = async (updates) => ({
    accepted: 0,
    rejected: updates.map((_, index) => ({
      index,
      code: 'rate_limited',
      message: 'too many',
      retryAfterMs: 1,
    })),
  });
  const { post, calls } = answering(putOff);
  const { rejected, accepted } = await deliver(post).outcome;
  expect([accepted, rejected.length, calls.length]).toEqual([0, 3, 5]);
});

test('a refusal of the request as such ends it', async () => {
  const { post, calls } = answering(() =>
    Promise.reject(new WaycastError('unauthenticated', 'token expired')),
  );
  await expect(deliver(post).outcome).rejects.toThrow(
    'the server refused the fixes: token expired (unauthenticated)',
  );
  expect(calls).toHaveLength(1);
});

test('patience ends', async () => {
  const { post } = answering(() => Promise.reject(new WaycastError('unavailable', 'connection refused')));
  await expect(deliver(post, 500).outcome).rejects.toThrow(
    /^gave up: the server took nothing for 1 s \(connection refused\)/,
  );
});
