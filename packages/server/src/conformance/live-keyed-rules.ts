import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Live } from '../ports/live.ts';
import { change, isVersion, listen, locationOf, seedOf, vehicle } from './live-samples.ts';

/** L2, L3, L7 and L9: newest values. */
export function keyedRules(live: () => Live): void {
  it('L2 stores what is newer, and says stale and duplicate of the rest', async () => {
    const topic = vehicle();
    expect(await live().set([change(topic, 5)])).toEqual(['applied']);
    expect(await live().set([change(topic, 4), change(topic, 5, 'other'), change(topic, 6)])).toEqual([
      'stale',
      'duplicate',
      'applied',
    ]);
    expect(await live().get(topic)).toMatchObject({
      event: 'location:update',
      version: 6,
      data: { says: 'v6' },
    });
    expect(await live().set([change(topic, 5)])).toEqual(['stale']);
  });

  it('L2 broadcasts nothing of what is stale or a duplicate', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    await live().set([change(topic, 5), change(topic, 4), change(topic, 5, 'other')]);
    await live().set([change(topic, 3), change(topic, 5), change(topic, 6)]);
    await heard.until(isVersion(6));
    expect(heard.numbers).toEqual([5, 6]);
    expect(heard.events).toMatchObject([{ data: { says: 'v5' } }, { data: { says: 'v6' } }]);
  });

  it('L2 tells half a step from a whole one: OFFLINE follows its fix, and the next millisecond follows it', async () => {
    const topic = vehicle();
    const now = Date.parse('2026-05-04T07:45:50.123Z');
    expect(
      await live().set([
        change(topic, now),
        change(topic, now + 0.5),
        change(topic, now + 0.5),
        change(topic, now + 1),
      ]),
    ).toEqual(['applied', 'applied', 'duplicate', 'applied']);
    expect((await live().get(topic))?.version).toBe(now + 1);
  });

  it('L2 gives a verdict for each of many changes, in their order', async () => {
    const topics = Array.from({ length: 300 }, () => vehicle());
    const changes = topics.flatMap((topic, index) => [change(topic, index + 1), change(topic, index)]);
    expect(await live().set(changes)).toEqual(topics.flatMap(() => ['applied', 'stale']));
    expect(await live().set([])).toEqual([]);
  });

  it('L2 asks before it stores what it knows nothing of, when told to', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    const asking = { ...change(topic, 5), whenAbsent: 'ask' } as const;
    expect(await live().set([asking, { ...asking, announce: 'later' }])).toEqual(['absent', 'absent']);
    expect(await live().get(topic)).toBeUndefined();
    expect(await live().announce(topic)).toBe('nothing');
    await live().seed([seedOf(topic, 4)]);
    expect(await live().set([asking, asking, { ...change(topic, 3), whenAbsent: 'ask' }])).toEqual([
      'applied',
      'duplicate',
      'stale',
    ]);
    await heard.until(isVersion(5));
    expect(heard.numbers).toEqual([5]);
  });

  it('L2 takes all that was reported with the newest, and broadcasts the newest alone', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    const trail = [1, 2, 3].map((at) => ({ at, data: locationOf(topic, at, `v${at}`) }));
    expect(await live().set([{ ...change(topic, 3), trail }])).toEqual(['applied']);
    expect((await live().get(topic))?.version).toBe(3);
    expect(await live().set([change(topic, 2), change(topic, 4)])).toEqual(['stale', 'applied']);
    await heard.until(isVersion(4));
    expect(heard.numbers).toEqual([3, 4]);
  });

  it('L3 holds a later value back until it is announced, once', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    await live().set([change(topic, 1), change(topic, 2, 'v2', 'later')]);
    expect((await live().get(topic))?.version).toBe(2);
    expect([await live().announce(topic), await live().announce(topic)]).toEqual(['went', 'nothing']);
    await live().set([change(topic, 3)]);
    await heard.until(isVersion(3));
    expect(heard.numbers).toEqual([1, 2, 3]);
  });

  it('L3 announces only the newest of several held values, and nothing when a newer one went out', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    await live().set([change(topic, 1, 'v1', 'later'), change(topic, 2, 'v2', 'later')]);
    expect(await live().announce(topic)).toBe('went');
    await live().set([change(topic, 3, 'v3', 'later'), change(topic, 4)]);
    expect(await live().announce(topic)).toBe('nothing');
    await heard.until(isVersion(4));
    expect(heard.numbers).toEqual([2, 4]);
  });

  it('L3 announces nothing of a topic that has nothing', async () => {
    expect(await live().announce(vehicle())).toBe('nothing');
  });

  it('L2 L3 ends with the newest broadcast last, whatever the order of sets and announces', async () => {
    const step = fc.oneof(
      fc.record({
        version: fc.integer({ min: 1, max: 12 }),
        announce: fc.constantFrom('now' as const, 'later' as const),
      }),
      fc.constant('announce' as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const topic = vehicle();
        const heard = await listen(live(), topic);
        for (const given of steps) {
          if (given === 'announce') await live().announce(topic);
          else await live().set([change(topic, given.version, `v${given.version}`, given.announce)]);
        }
        await live().announce(topic);
        const newest = Math.max(0, ...steps.map((given) => (given === 'announce' ? 0 : given.version)));
        if (newest > 0) await heard.until(isVersion(newest));
        expect(heard.numbers).toEqual([...new Set(heard.numbers)].sort((a, b) => a - b));
        expect(heard.numbers.at(-1) ?? 0).toBe(newest);
      }),
      { numRuns: 50 },
    );
  });

  it('L7 seeds what is not known, broadcasts nothing, and never replaces something newer', async () => {
    const [known, unknown] = [vehicle(), vehicle()];
    const heard = await listen(live(), known);
    const heardUnknown = await listen(live(), unknown);
    await live().set([change(known, 5)]);
    await live().seed([seedOf(known, 4), seedOf(known, 5), seedOf(unknown, 4)]);
    expect((await live().get(known))?.data).toMatchObject({ says: 'v5' });
    expect(await live().get(unknown)).toMatchObject({ version: 4, data: { says: 'seeded 4' } });
    expect([await live().announce(known), await live().announce(unknown)]).toEqual(['nothing', 'nothing']);
    expect(
      await live().set([change(unknown, 3), change(unknown, 4), change(unknown, 5), change(known, 6)]),
    ).toEqual(['stale', 'duplicate', 'applied', 'applied']);
    await Promise.all([heard.until(isVersion(6)), heardUnknown.until(isVersion(5))]);
    expect([heard.numbers, heardUnknown.numbers]).toEqual([[5, 6], [5]]);
  });

  it('L3 L7 does not lose a held value when a newer one is seeded before the announce', async () => {
    const topic = vehicle();
    const heard = await listen(live(), topic);
    await live().set([change(topic, 1), change(topic, 2, 'v2', 'later')]);
    await live().seed([seedOf(topic, 3)]);
    expect(await live().announce(topic)).toBe('went');
    await heard.until(isVersion(3));
    expect(heard.numbers).toEqual([1, 3]);
  });

  it('L9 knows nothing of what was never set', async () => {
    const topic = vehicle();
    expect(await live().get(topic)).toBeUndefined();
    expect(await live().list(topic.tenant, 'vehicle')).toEqual([]);
  });

  it('lists the newest state of each topic of a family and tenant', async () => {
    const [one, other] = [vehicle(), vehicle()];
    const sibling = { ...one, id: 'bus-2' };
    await live().set([change(one, 1), change(one, 2), change(sibling, 1, 'v1', 'later'), change(other, 9)]);
    await live().seed([seedOf({ ...one, id: 'bus-3' }, 7)]);
    const listed = (await live().list(one.tenant, 'vehicle')).map(({ topic, version }) => [
      topic.id,
      version,
    ]);
    expect(listed.sort()).toEqual([
      ['bus-1', 2],
      ['bus-2', 1],
      ['bus-3', 7],
    ]);
    expect((await live().list(other.tenant, 'vehicle')).map(({ topic }) => topic)).toEqual([other]);
  });
}
