import { describe, expect, it } from 'vitest';
import { openFleet, TICK } from './fleet-rig.ts';

describe('a fleet of 2,500', () => {
  it('sends a large snapshot in several frames', async () => {
    const { put, joined } = openFleet();
    for (let index = 0; index < 2500; index++) await put(`v${index}`, 1);
    const member = await joined();
    expect([member.vehicles, member.batches().map((batch) => batch.length)]).toEqual([
      2500,
      [1000, 1000, 500],
    ]);
  });

  it('sends what a slow reader missed of a large fleet in several frames', async () => {
    const { clock, put, joined } = openFleet();
    const member = await joined();
    member.socket.full = true;
    for (const time of [1, 2]) {
      for (let index = 0; index < 2500; index++) await put(`v${index}`, time);
      clock.advance(TICK);
    }
    member.socket.full = false;
    member.outbox.drained();
    expect(member.batches().map((batch) => batch.length)).toEqual([1000, 1000, 500]);
    expect(member.batches().flat()).toEqual(Array.from({ length: 2500 }, (_, index) => `v${index}@2`));
  });
});
