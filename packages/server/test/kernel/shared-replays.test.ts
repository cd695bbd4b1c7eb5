import type { Topic } from '@waycast/contract';
import { expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { SharedReplays } from '../../src/kernel/shared-replays.ts';

const USERS: Topic = { tenant: 'acme', family: 'users', id: '' };

/** A live that counts how often its log is read, and answers when told to. */
function slowLive() {
  const live = createMemoryLive();
  const waiting: (() => void)[] = [];
  let reads = 0;
  return {
    live,
    reads: () => reads,
    /** Lets the readings that have begun end. */
    answer: () => {
      for (const go of waiting.splice(0)) go();
    },
    async replay(...asked: Parameters<typeof live.replay>) {
      reads += 1;
      const replay = await live.replay(...asked);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return replay;
    },
  };
}

it('those who ask while an answer is under way share the next one, encoded once', async () => {
  const slow = slowLive();
  const since = await slow.live.append(USERS, 'message', { n: 1 });
  await slow.live.append(USERS, 'message', { n: 2 });
  const replays = new SharedReplays(slow);
  const first = replays.read(USERS, since);
  const crowd = Array.from({ length: 100 }, () => replays.read(USERS, since));
  await new Promise(setImmediate);
  // Published after the first reading: its reader gets it live, the others may have subscribed only now.
  await slow.live.append(USERS, 'message', { n: 3 });
  slow.answer();
  expect((await first).events).toHaveLength(1);
  await new Promise(setImmediate);
  slow.answer();
  const answers = await Promise.all(crowd);
  expect(slow.reads()).toBe(2);
  expect(new Set(answers.map(({ broadcasts }) => broadcasts)).size).toBe(1);
  expect(answers[0]?.events.map((event) => event.kind === 'log' && event.data)).toEqual([{ n: 2 }, { n: 3 }]);
});

it('readers at other places and later readers have readings of their own; one that fails fails its askers alone', async () => {
  const slow = slowLive();
  const since = await slow.live.append(USERS, 'message', { n: 1 });
  let fails = true;
  const replays = new SharedReplays({
    async replay(topic, from) {
      if (fails) throw new Error('away');
      return slow.live.replay(topic, from);
    },
  });
  const [one, other] = [replays.read(USERS, since), replays.read(USERS, undefined)];
  await expect(one).rejects.toThrow('away');
  await expect(other).rejects.toThrow('away');
  fails = false;
  expect((await replays.read(USERS, since)).recovered).toBe(true);
});
