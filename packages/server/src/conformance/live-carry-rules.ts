import type { Topic } from '@waycast/contract';
import { expect, it } from 'vitest';
import type { Live, LiveEvent, LogPosition } from '../ports/live.ts';
import { geofence, isOffset, listen, newTenant } from './live-samples.ts';
import { Received } from './received.ts';

const EPOCH = 'database';

function order(): Topic {
  return { tenant: newTenant(), family: 'order', id: 'o-1' };
}

function carried(topic: Topic, offset: number, says = `e${offset}`): LiveEvent {
  return { kind: 'log', topic, event: 'order:update', data: { says }, epoch: EPOCH, offset };
}

async function carry(live: Live, topic: Topic, offset: number): Promise<void> {
  const position: LogPosition = { epoch: EPOCH, offset };
  await live.carry(topic, 'order:update', { says: `e${offset}` }, position);
}

/** Told twice is told once here. */
function once(events: readonly LiveEvent[]): LiveEvent[] {
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
}

function isAside(event: LiveEvent): boolean {
  return event.kind === 'aside';
}

/** L11 and L12: what live tells and does not keep. */
export function carryRules(live: () => Live): void {
  it('L11 carries events with the numbers that they have, whatever these are', async () => {
    const topic = order();
    const [one, other] = [await listen(live(), topic), await listen(live(), topic)];
    for (const offset of [7, 9, 8]) await carry(live(), topic, offset);
    for (const heard of [one, other]) {
      await heard.until(isOffset(8));
      expect(once(heard.events)).toEqual([7, 9, 8].map((offset) => carried(topic, offset)));
    }
  });

  it('L11 carries an event by another name than the first, and to its own topic alone', async () => {
    const topic = order();
    const heard = await listen(live(), topic);
    await carry(live(), { ...topic, id: 'o-2' }, 1);
    await carry(live(), { ...topic, tenant: newTenant() }, 2);
    await live().carry(topic, 'order:noted', {}, { epoch: EPOCH, offset: 3 });
    await heard.until(isOffset(3));
    expect(once(heard.events)).toEqual([{ ...carried(topic, 3), event: 'order:noted', data: {} }]);
  });

  it('L6 L11 tells a listener nothing after it has ended, and keeps nothing for one that comes', async () => {
    const topic = order();
    const witness = await listen(live(), topic);
    const gone = new Received();
    const end = await live().subscribe(topic, gone.listener);
    await end();
    await carry(live(), topic, 1);
    await witness.until(isOffset(1));
    const late = await listen(live(), topic);
    await carry(live(), topic, 2);
    await late.until(isOffset(2));
    expect([gone.numbers, [...new Set(late.numbers)]]).toEqual([[], [2]]);
  });

  it.each([
    ['a log that live numbers', geofence],
    ['a log that the database numbers', order],
  ])('L12 tells what is not part of %s', async (_, topicOf) => {
    const topic = topicOf();
    const heard = await listen(live(), topic);
    const data = { orderId: 'o-1', count: 4 };
    await live().aside(topic, 'order_viewers', data);
    await heard.until(isAside);
    expect(heard.events).toEqual([{ kind: 'aside', topic, event: 'order_viewers', data }]);
    expect((await live().replay(topic)).position.offset).toBe(0);
  });
}
