import { expect, it } from 'vitest';
import type { Live, LogPosition, Renumbered } from '../ports/live.ts';
import { appendAll, geofence, isOffset, last, listen, upTo } from './live-samples.ts';

/** Epoch of a log that lived elsewhere. */
const ELSEWHERE = 'elsewhere';

function renumbered(offset: number, base: LogPosition): Renumbered {
  return { was: { epoch: ELSEWHERE, offset }, base };
}

/** L4 and L5: numbered events and their tail. */
export function logRules(live: () => Live, logTail: () => number): void {
  it('L4 numbers events from 1 within an epoch, and followers get them in that order', async () => {
    const topic = geofence();
    const heard = await listen(live(), topic);
    const positions = await appendAll(live(), topic, 50);
    const epoch = positions[0]?.epoch;
    expect(positions).toEqual(upTo(50).map((offset) => ({ epoch, offset })));
    await heard.until(isOffset(50));
    expect(heard.events).toEqual(
      upTo(50).map((offset) => ({
        kind: 'log',
        topic,
        event: 'geofence:alert',
        data: { says: `e${offset}` },
        epoch,
        offset,
      })),
    );
  });

  it('L4 gives every event its own number when many are appended at once', async () => {
    const topic = geofence();
    const heard = await listen(live(), topic);
    const positions = await Promise.all(
      upTo(40).map((index) => live().append(topic, 'geofence:alert', { says: `e${index}` })),
    );
    expect(positions.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(upTo(40));
    await heard.until(isOffset(40));
    expect(heard.numbers).toEqual(upTo(40));
  });

  it('L5 replays from any position within the tail exactly what followed it', async () => {
    const topic = geofence();
    const { epoch } = await last(appendAll(live(), topic, 20));
    for (let offset = 0; offset <= 20; offset++) {
      const replay = await live().replay(topic, { epoch, offset });
      expect(replay.recovered).toBe(true);
      expect(replay.position).toEqual({ epoch, offset: 20 });
      expect(replay.events.map((event) => event.kind === 'log' && event.offset)).toEqual(
        upTo(20).slice(offset),
      );
    }
  });

  it('L5 keeps a bounded tail, and says when a position is older', async () => {
    const topic = geofence();
    const total = logTail() + 5;
    const { epoch } = await last(appendAll(live(), topic, total));
    const oldest = await live().replay(topic, { epoch, offset: total - logTail() });
    expect([oldest.recovered, oldest.events.length]).toEqual([true, logTail()]);
    const older = await live().replay(topic, { epoch, offset: 1 });
    expect(older).toEqual({ recovered: false, position: { epoch, offset: total }, events: [] });
  });

  it('L5 cannot recover a position of another epoch, or one that was never reached', async () => {
    const topic = geofence();
    const { epoch } = await last(appendAll(live(), topic, 3));
    for (const since of [
      { epoch: 'another', offset: 2 },
      { epoch, offset: 4 },
    ]) {
      expect(await live().replay(topic, since)).toEqual({
        recovered: false,
        position: { epoch, offset: 3 },
        events: [],
      });
    }
  });

  it('L13 forgets what it kept, and goes on in another epoch', async () => {
    const topic = geofence();
    const heard = await listen(live(), topic);
    const before = await last(appendAll(live(), topic, 3));
    await live().forget(topic);
    expect(await live().replay(topic, { ...before, offset: 0 })).toMatchObject({
      ...{ recovered: false, events: [] },
    });
    const after = await last(appendAll(live(), topic, 2));
    expect(after).toEqual({ epoch: expect.not.stringMatching(before.epoch), offset: 2 });
    expect((await live().replay(topic, { ...after, offset: 0 })).events).toHaveLength(2);
    await heard.until((event) => event.kind === 'log' && event.epoch === after.epoch && event.offset === 2);
    await live().forget(geofence());
  });

  it('L5 without a position tells the present one, from which a later replay goes on', async () => {
    const topic = geofence();
    const start = await live().replay(topic);
    expect(start).toMatchObject({ recovered: true, position: { offset: 0 }, events: [] });
    await appendAll(live(), topic, 2);
    const replay = await live().replay(topic, start.position);
    expect([replay.recovered, replay.events.length]).toEqual([true, 2]);
  });

  it('L4 numbers again what had a number elsewhere, and says which', async () => {
    const topic = geofence();
    const heard = await listen(live(), topic);
    const base = await last(appendAll(live(), topic, 2));
    const position = await live().append(topic, 'geofence:alert', { says: 'again' }, renumbered(1, base));
    expect(position).toEqual({ ...base, offset: 3 });
    await appendAll(live(), topic, 1);
    await heard.until(isOffset(4));
    const was = heard.events.map((event) => event.kind === 'log' && event.was);
    expect(was).toEqual([undefined, undefined, { epoch: ELSEWHERE, offset: 1 }, undefined]);
    const { events } = await live().replay(topic, base);
    expect(events).toEqual(heard.events.slice(2));
  });

  it('L5 replays from a number that an event had elsewhere, without what was had there', async () => {
    const topic = geofence();
    const base = await last(appendAll(live(), topic, 2));
    await appendAll(live(), topic, 1);
    for (const offset of [1, 2, 3]) {
      await live().append(topic, 'geofence:alert', { says: `again ${offset}` }, renumbered(offset, base));
    }
    const offsets = async (offset: number): Promise<unknown> => {
      const { recovered, events } = await live().replay(topic, { epoch: ELSEWHERE, offset });
      return recovered && events.map((event) => event.kind === 'log' && event.offset);
    };
    expect([await offsets(0), await offsets(1), await offsets(3)]).toEqual([[3, 4, 5, 6], [3, 5, 6], [3]]);
    const unknown = await live().replay(topic, { epoch: 'another', offset: 1 });
    expect([unknown.recovered, unknown.events]).toEqual([false, []]);
  });

  it('L5 keeps topics and tenants apart', async () => {
    const [one, other] = [geofence(), geofence()];
    const { epoch } = await last(appendAll(live(), one, 3));
    expect((await live().replay(other)).position.offset).toBe(0);
    expect((await live().replay({ ...one, id: 'bus-2' })).position.offset).toBe(0);
    expect((await live().replay(one, { epoch, offset: 0 })).events).toHaveLength(3);
  });
}
