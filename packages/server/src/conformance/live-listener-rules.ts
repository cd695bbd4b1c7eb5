import { expect, it } from 'vitest';
import type { Live } from '../ports/live.ts';
import { change, geofence, isOffset, isVersion, listen, newTenant, upTo, vehicle } from './live-samples.ts';
import { Received } from './received.ts';

/** L1, L6 and L8: who is told. */
export function listenerRules(live: () => Live): void {
  it('L1 shows every change to whoever subscribes first and reads afterwards', async () => {
    for (let at = 0; at <= 4; at++) {
      const topic = vehicle();
      const heard = new Received();
      const steps = [() => live().subscribe(topic, heard.listener), () => live().get(topic)];
      let seen = 0;
      const publishing = (async () => {
        for (let version = 1; version <= 4; version++) await live().set([change(topic, version)]);
      })();
      for (let turn = 0; turn < at; turn++) await Promise.resolve();
      for (const step of steps) {
        const result = await step();
        if (typeof result === 'object' && result !== null) seen = result.version;
      }
      await publishing;
      const rest = upTo(4).filter((version) => version > seen);
      if (rest.length > 0) await heard.until(isVersion(4));
      expect(heard.numbers.filter((version) => version > seen)).toEqual(rest);
    }
  });

  it('L6 tells every listener of a topic everything from subscribing to unsubscribing, and nothing after', async () => {
    const topic = geofence();
    const witness = await listen(live(), topic);
    const [early, late] = [new Received(), new Received()];
    await live().append(topic, 'geofence:alert', { says: 'before' });
    const endEarly = await live().subscribe(topic, early.listener);
    await live().append(topic, 'geofence:alert', { says: 'both' });
    const endLate = await live().subscribe(topic, late.listener);
    await live().append(topic, 'geofence:alert', { says: 'three' });
    await Promise.all([early.until(isOffset(3)), late.until(isOffset(3))]);
    await endEarly();
    await live().append(topic, 'geofence:alert', { says: 'one' });
    await late.until(isOffset(4));
    await endLate();
    await live().append(topic, 'geofence:alert', { says: 'none' });
    await witness.until(isOffset(5));
    expect([early.numbers.filter((n) => n > 1), late.numbers.filter((n) => n > 2)]).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it('L6 takes one function subscribed twice for two subscriptions, ended one by one and more than once', async () => {
    const topic = geofence();
    const heard = new Received();
    const [endOne, endOther] = [
      await live().subscribe(topic, heard.listener),
      await live().subscribe(topic, heard.listener),
    ];
    const witness = await listen(live(), topic);
    await live().append(topic, 'geofence:alert', { says: 'twice' });
    await witness.until(isOffset(1));
    await endOne();
    await endOne();
    await live().append(topic, 'geofence:alert', { says: 'once' });
    await witness.until(isOffset(2));
    await endOther();
    await live().append(topic, 'geofence:alert', { says: 'never' });
    await witness.until(isOffset(3));
    expect(heard.numbers).toEqual([1, 1, 2]);
  });

  it('L6 keeps a subscription that begins while another of its topic ends', async () => {
    const topic = geofence();
    const end = await live().subscribe(topic, new Received().listener);
    const heard = new Received();
    await Promise.all([end(), live().subscribe(topic, heard.listener)]);
    await live().append(topic, 'geofence:alert', { says: 'first' });
    await heard.until(isOffset(1));
    expect(heard.numbers).toEqual([1]);
  });

  it('L6 tells a listener of its own topic alone', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    await live().set([change({ ...topic, id: 'bus-2' }, 1), change({ ...topic, tenant: newTenant() }, 1)]);
    await live().append({ ...topic, family: 'geofence' }, 'geofence:alert', { says: 'alert' });
    await live().set([change(topic, 2)]);
    await heard.until(isVersion(2));
    expect(heard.numbers).toEqual([2]);
  });

  it('L8 tells a fleet of all vehicles of its tenant, now and announced, and of nothing else', async () => {
    const topic = vehicle();
    const sibling = { ...topic, id: 'bus-2' };
    const heard = await listen(live(), { tenant: topic.tenant, family: 'fleet', id: '' });
    await live().set([
      change(topic, 1),
      change(sibling, 5, 'v5', 'later'),
      change({ ...topic, tenant: newTenant() }, 9),
    ]);
    await live().append({ ...topic, family: 'geofence' }, 'geofence:alert', { says: 'alert' });
    await live().announce(sibling);
    await live().set([change(topic, 2)]);
    await heard.until((event) => event.topic.id === 'bus-1' && isVersion(2)(event));
    expect(heard.events.map((event) => [event.topic, event.kind === 'keyed' && event.version])).toEqual([
      [topic, 1],
      [sibling, 5],
      [topic, 2],
    ]);
  });
}
