import { type Topic, WaycastError } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { KeptSubscriptions } from '../../src/kernel/kept-subscriptions.ts';

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));
const topicOf = (id: string): Topic => ({ tenant: 'default', family: 'drivers', id });

function kept(max: number) {
  const live = createMemoryLive();
  const heard: string[] = [];
  const trouble = { refuses: false };
  const subscriptions = new KeptSubscriptions({
    live: {
      subscribe: async (...asked) => {
        if (trouble.refuses) throw new WaycastError('unavailable', 'away');
        return live.subscribe(...asked);
      },
    },
    log: createRecordedLog(),
    lost: 'not heard',
    max,
  });
  const want = (id: string) => subscriptions.want(topicOf(id), () => heard.push(id));
  const tell = (id: string) => live.append(topicOf(id), 'message', { type: 'told' });
  return { subscriptions, heard, trouble, want, tell };
}

describe('kept subscriptions', () => {
  it('are made once, and end', async () => {
    const { subscriptions, heard, want, tell } = kept(9);
    expect([await want('a'), await want('a'), await want('b')]).toEqual([true, false, true]);
    await tell('a');
    subscriptions.end(topicOf('a'));
    await endOfTurn();
    await tell('a');
    await tell('b');
    subscriptions.close();
    await endOfTurn();
    await tell('b');
    expect(heard).toEqual(['a', 'b']);
  });

  it('are made the next time where they could not be', async () => {
    const { heard, trouble, want, tell } = kept(9);
    trouble.refuses = true;
    expect(await want('a')).toBe(true);
    trouble.refuses = false;
    expect(await want('a')).toBe(true);
    await tell('a');
    expect(heard).toEqual(['a']);
  });

  it('end with the one that was wanted longest ago where there are too many', async () => {
    const { heard, want, tell } = kept(2);
    for (const id of ['a', 'b', 'a', 'c']) await want(id);
    for (const id of ['a', 'b', 'c']) await tell(id);
    expect(heard).toEqual(['a', 'c']);
  });
});
