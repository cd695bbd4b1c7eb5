import { describe, expect, it } from 'vitest';
import { createEndOfTurn } from '../../src/kernel/end-of-turn.ts';

describe('end of turn', () => {
  it('runs the tasks of a turn in one pass, and those that they add in the next', async () => {
    const endOfTurn = createEndOfTurn();
    const ran: string[] = [];
    const due = (name: string) => ({ endTurn: () => ran.push(name) });
    endOfTurn({
      endTurn() {
        ran.push('first');
        endOfTurn(due('added'));
      },
    });
    endOfTurn(due('second'));
    expect(ran).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toEqual(['first', 'second']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toEqual(['first', 'second', 'added']);
  });

  it('does many in parts, in order, so that what comes in between is seen before the last', async () => {
    const endOfTurn = createEndOfTurn();
    const ran: (number | string)[] = [];
    const last = new Promise<void>((resolve) => {
      for (let index = 0; index < 300; index++) endOfTurn({ endTurn: () => ran.push(index) });
      setImmediate(() => {
        ran.push('came in between');
        endOfTurn({ endTurn: resolve });
      });
    });
    await last;
    expect(ran.filter((entry) => entry !== 'came in between')).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    );
    expect(ran.indexOf('came in between')).toBeLessThan(299);
  });

  it('begins each part with what is first, and goes on after a task that throws', async () => {
    const endOfTurn = createEndOfTurn();
    const ran: (number | string)[] = [];
    const broken: unknown[] = [];
    const notice = (error: unknown) => broken.push(error);
    process.once('uncaughtException', notice);
    await new Promise<void>((resolve) => {
      for (let index = 0; index < 200; index++) endOfTurn({ endTurn: () => ran.push(index) });
      endOfTurn({ endTurn: resolve });
      setImmediate(() => {
        for (const name of ['answer', 'another']) endOfTurn({ endTurn: () => ran.push(name) }, 'first');
        endOfTurn(
          {
            endTurn() {
              throw new Error('broken');
            },
          },
          'first',
        );
      });
    });
    process.off('uncaughtException', notice);
    expect(ran.filter((entry) => typeof entry === 'number')).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    );
    expect(ran.slice(64, 66)).toEqual(['answer', 'another']);
    expect(broken).toHaveLength(1);
  });
});
