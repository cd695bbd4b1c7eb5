import { describe, expect, it } from 'vitest';
import { Rests } from '../../src/ports/rests.ts';
import { createManualClock } from '../manual-clock.ts';

describe('a rest', () => {
  it('lasts as long as it is asked for', async () => {
    const clock = createManualClock();
    const over: number[] = [];
    const rests = new Rests(clock);
    const taken = [20, 50].map((ms) => rests.take(ms).then(() => over.push(ms)));
    clock.advance(20);
    await taken[0];
    expect(over).toEqual([20]);
    clock.advance(30);
    await Promise.all(taken);
    expect(over).toEqual([20, 50]);
  });

  it('is none for no time, ends for all who take one, and is taken anew', async () => {
    const rests = new Rests(createManualClock());
    await rests.take(0);
    const taken = [rests.take(1000), rests.take(2000)];
    rests.end();
    await Promise.all(taken);
    const next = rests.take(1000);
    rests.end();
    await next;
  });

  it('is taken no more once they are closed', async () => {
    const rests = new Rests(createManualClock());
    const taken = rests.take(1000);
    rests.close();
    await taken;
    await rests.take(1000);
  });
});
