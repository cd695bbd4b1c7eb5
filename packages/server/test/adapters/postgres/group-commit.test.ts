import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GroupCommit } from '../../../src/adapters/postgres/group-commit.ts';

/** A commit that the test ends when it likes. */
function controlled(options: { maxQueued?: number; maxPerCommit?: number; awaitsAll?: boolean } = {}) {
  const commits: { items: readonly string[]; succeed: () => void; fail: (error: Error) => void }[] = [];
  let announce: (() => void) | undefined;
  const group = new GroupCommit<string>({
    commit: (items) =>
      new Promise((resolve, reject) => {
        commits.push({ items, succeed: resolve, fail: reject });
        announce?.();
      }),
    isRefusal: (error) => error instanceof RangeError,
    maxQueued: options.maxQueued ?? 100,
    maxPerCommit: options.maxPerCommit ?? 10,
    retryAfterMs: 50,
    ...(options.awaitsAll && { awaitsAll: true }),
  });
  /** The commit of that number, once it is under way. */
  async function commit(number: number) {
    for (;;) {
      const found = commits[number];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        announce = resolve;
      });
    }
  }
  return { group, commit, commits };
}

describe('group commit', () => {
  it('H4 lets calls of one turn share a commit, and those that come meanwhile the next', async () => {
    const { group, commit, commits } = controlled();
    const early = [group.add(['a']), group.add(['b', 'c'])];
    const first = await commit(0);
    const late = [group.add(['d']), group.add(['e'])];
    expect(first.items).toEqual(['a', 'b', 'c']);
    expect(group.depth).toBe(5);
    first.succeed();
    await Promise.all(early);
    const second = await commit(1);
    expect(second.items).toEqual(['d', 'e']);
    second.succeed();
    await Promise.all(late);
    expect(commits).toHaveLength(2);
    expect(group.depth).toBe(0);
  });

  it('H4 rests a moment between commits, so that those who come one by one share the next', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { group, commit, commits } = controlled();
    const first = group.add(['a']);
    (await commit(0)).succeed();
    await first;
    const late = [group.add(['b'])];
    await setImmediate();
    late.push(group.add(['c']));
    await setImmediate();
    expect(commits).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(4);
    const second = await commit(1);
    expect(second.items).toEqual(['b', 'c']);
    second.succeed();
    await Promise.all(late);
  });

  it('H4 rests no longer when many wait, or when it is to be flushed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { group, commit } = controlled({ maxPerCommit: 100 });
    const first = group.add(['a']);
    (await commit(0)).succeed();
    await first;
    const many = Array.from({ length: 16 }, (_, n) => group.add([`b-${n}`]));
    const second = await commit(1);
    expect(second.items).toHaveLength(16);
    second.succeed();
    await Promise.all(many);
    const last = group.add(['c']);
    const flushed = group.flush();
    (await commit(2)).succeed();
    await Promise.all([last, flushed]);
    expect(group.depth).toBe(0);
  });

  it('H4 waits for all who were there before, where it is told to', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { group, commit, commits } = controlled({ maxPerCommit: 100, awaitsAll: true });
    const callers = (count: number) => Array.from({ length: count }, (_, n) => group.add([`b-${n}`]));
    const shared = callers(20);
    const first = await commit(0);
    const beside = callers(10);
    first.succeed();
    await Promise.all(shared);
    const again = callers(19);
    await setImmediate();
    expect(commits).toHaveLength(1);
    again.push(...callers(1));
    const second = await commit(1);
    expect(second.items).toHaveLength(30);
    second.succeed();
    await Promise.all([...beside, ...again]);
  });

  it('H4 keeps commits within their size, and gives a larger call one of its own', async () => {
    const { group, commit } = controlled({ maxPerCommit: 3 });
    const calls = [['a', 'b'], ['c'], ['d', 'e', 'f', 'g'], ['h'], ['i']].map((items) => group.add(items));
    for (const [number, expected] of ['abc', 'defg', 'hi'].entries()) {
      const under = await commit(number);
      expect(under.items.join('')).toBe(expected);
      under.succeed();
    }
    await Promise.all(calls);
  });

  it('H4 rejects at once beyond the bound, and takes an oversized call when nothing waits', async () => {
    const { group, commit } = controlled({ maxQueued: 3, maxPerCommit: 100 });
    const oversized = group.add(['a', 'b', 'c', 'd']);
    await expect(group.add(['e'])).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 50 });
    (await commit(0)).succeed();
    await oversized;
    const next = group.add(['e']);
    (await commit(1)).succeed();
    await next;
  });

  it('H1 rejects exactly the callers of a commit that failed', async () => {
    const { group, commit } = controlled();
    const first = group.add(['a']);
    const failing = await commit(0);
    const second = group.add(['b']);
    failing.fail(new Error('connection lost'));
    await expect(first).rejects.toThrow('connection lost');
    (await commit(1)).succeed();
    await expect(second).resolves.toBeUndefined();
    expect(group.depth).toBe(0);
  });

  it('H1 splits a refused commit until only the callers to blame are rejected', async () => {
    const stored: string[] = [];
    const group = new GroupCommit<string>({
      async commit(items) {
        if (items.some((item) => item.startsWith('bad'))) throw new RangeError(`refused ${items.join()}`);
        stored.push(...items);
      },
      isRefusal: (error) => error instanceof RangeError,
      maxQueued: 100,
      maxPerCommit: 100,
      retryAfterMs: 50,
    });
    const names = ['a', 'b', 'bad-1', 'c', 'd', 'e', 'bad-2'];
    const outcomes = await Promise.allSettled(names.map((name) => group.add([name])));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      names.map((name) => !name.startsWith('bad')),
    );
    expect(stored).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('flushes what waits', async () => {
    const stored: string[] = [];
    const group = new GroupCommit<string>({
      commit: async (items) => void stored.push(...items),
      isRefusal: () => false,
      maxQueued: 100,
      maxPerCommit: 1,
      retryAfterMs: 50,
    });
    const calls = ['a', 'b', 'c'].map((item) => group.add([item]));
    await group.flush();
    expect(stored).toEqual(['a', 'b', 'c']);
    await Promise.all(calls);
    await group.flush();
  });
});
