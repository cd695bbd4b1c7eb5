import { SimpleError } from '@redis/client';
import { expect, it } from 'vitest';
import { PendingCalls } from '../../../../src/adapters/redis/connection/pending-calls.ts';
import { createManualClock } from '../../../manual-clock.ts';

const clock = createManualClock();

it.each([
  ['an answer', () => Promise.resolve('OK'), true],
  ['a refusal by the server', () => Promise.reject(new SimpleError('OOM')), true],
  [
    'a refusal by the client, whose queue is full',
    () => Promise.reject(new Error('The queue is full')),
    false,
  ],
])('%s: a sign of life or none', async (_, answer, isSign) => {
  const calls = new PendingCalls({ clock, timeoutMs: 1000, onSilence: () => undefined });
  await calls.track(answer()).catch(() => undefined);
  expect(calls.answeredAt > 0).toBe(isSign);
  calls.end(new Error('done'));
});
