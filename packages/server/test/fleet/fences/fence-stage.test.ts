import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/ports/findings.ts';
import { circle, findAll, fixAt, indexOf, START, settled } from './fence-world.ts';

const ONE = indexOf([circle('one')]);
const at = (seconds: number): number => START + seconds * 1000;
const spans = (found: readonly Finding[]) =>
  settled(found).map(({ kind, startsAt, endsAt }) => [
    kind,
    (startsAt - START) / 1000,
    endsAt === null ? null : (endsAt - START) / 1000,
  ]);
const ruleOf = (finding: Finding | undefined, part: 'entered' | 'left'): unknown =>
  (finding?.data[part] as { rule?: unknown } | undefined)?.rule;

/** Once a second, so that evidence needs a second fix. */
const everySecond = (...eastM: readonly number[]) => eastM.map((east, i) => fixAt(i, east));

describe('entering', () => {
  it('takes two fixes inside and counts from the first', () => {
    const found = findAll(ONE, everySecond(200, 80, 40, 20));
    expect(spans(found)).toEqual([['fence', 2, null]]);
    expect(ruleOf(found[0], 'entered')).toBe('second-fix');
  });

  it('is not done by one stray fix among others', () => {
    expect(findAll(ONE, everySecond(200, 80, 40, 90, 80, 85, 90, 100))).toEqual([]);
  });

  it('forgives a stray fix outside between two inside', () => {
    expect(spans(findAll(ONE, everySecond(200, 80, 40, 60, 45, 40)))).toEqual([['fence', 2, null]]);
  });

  it('takes one fix where reports are far apart', () => {
    const found = findAll(ONE, [fixAt(0, 900), fixAt(30, 400), fixAt(60, 20)]);
    expect(spans(found)).toEqual([['fence', 60, null]]);
    expect(ruleOf(found[0], 'entered')).toBe('sparse');
  });

  it('takes one fix that none disputes for 8 s', () => {
    const found = findAll(ONE, [fixAt(0, 120), fixAt(1, 90), fixAt(2, 20), fixAt(14, 200), fixAt(15, 220)]);
    expect(spans(found)).toEqual([['fence', 2, 14]]);
    expect(ruleOf(found[0], 'entered')).toBe('time');
  });

  it('is not done by a fix that is less exact than the fence is large', () => {
    const fixes = [200, 100, 10, 0, -10].map((east, i) => fixAt(i, east, i < 2 ? 5 : 60));
    expect(findAll(ONE, fixes)).toEqual([]);
    expect(
      findAll(
        ONE,
        fixes.map((fix) => ({ ...fix, accuracy: null })),
      ),
    ).toHaveLength(1);
    expect(
      findAll(
        ONE,
        fixes.map((fix) => ({ ...fix, accuracy: 50 })),
      ),
    ).toHaveLength(1);
  });

  it('is a state where the vehicle was inside when it was first seen, or when the fence was drawn', () => {
    const inside = everySecond(0, 0, 0, 0);
    expect(findAll(ONE, inside)[0]?.data).toMatchObject({ firstSighting: true });
    const drawnLater = indexOf([circle('one', { changedAt: at(2) })]);
    const [found] = findAll(drawnLater, inside);
    expect(found?.data).toMatchObject({ firstSighting: true });
    expect(found?.startsAt).toBe(at(2));
    expect(findAll(ONE, everySecond(200, 100, 0, 0))[0]?.data).not.toHaveProperty('firstSighting');
  });
});

describe('leaving', () => {
  const inside = [200, 100, 0, 0] as const;

  it('takes two fixes beyond the margin and counts from the first', () => {
    const found = findAll(ONE, everySecond(...inside, 60, 70, 80, 90));
    expect(spans(found)).toEqual([['fence', 2, 6]]);
    expect(ruleOf(found.at(-1), 'left')).toBe('second-fix');
  });

  it('is not done on the way along the border, nor by one stray fix', () => {
    expect(spans(findAll(ONE, everySecond(...inside, 60, 70, 60, 70, 65)))).toEqual([['fence', 2, null]]);
    expect(spans(findAll(ONE, everySecond(...inside, 120, 10, 120, 10)))).toEqual([['fence', 2, null]]);
  });

  it('takes as much more distance as the fix is inexact, up to 50 m', () => {
    const away = (eastM: number, accuracy: number) => {
      const fixes = everySecond(...inside, eastM, eastM).map((fix, i) =>
        i < 4 ? fix : { ...fix, accuracy },
      );
      return spans(findAll(ONE, fixes))[0]?.[2];
    };
    expect([away(99, 30), away(101, 30)]).toEqual([null, 4]);
    expect([away(119, 50), away(121, 50)]).toEqual([null, 4]);
    expect(away(121, 3000)).toBe(4);
    const wide = indexOf([circle('one', { radiusM: 1000 })]);
    const leaving = (eastM: number) => spans(findAll(wide, everySecond(...inside, eastM, eastM)))[0]?.[2];
    expect([leaving(1304), leaving(1306)]).toEqual([null, 4]);
  });

  it('takes one fix where reports are far apart', () => {
    const found = findAll(ONE, [fixAt(0, 900), fixAt(30, 10), fixAt(60, 10), fixAt(90, 300)]);
    expect(spans(found)).toEqual([['fence', 30, 90]]);
    expect(ruleOf(found.at(-1), 'left')).toBe('sparse');
  });

  it('never happens by silence', () => {
    expect(spans(findAll(ONE, [...everySecond(...inside), fixAt(40_000, 0)]))).toEqual([['fence', 2, null]]);
  });

  it('is judged before entering: from one fence into the next in one step', () => {
    const next = circle('two', { shape: { type: 'circle', center: fixAt(0, 300), radiusM: 50 } });
    const both = indexOf([circle('one'), next]);
    const found = findAll(both, [fixAt(0, 900), fixAt(100, 500), fixAt(220, 0), fixAt(340, 300)]);
    expect(found.map(({ key, endsAt }) => [key.slice(0, 3), endsAt !== null])).toEqual([
      ['one', false],
      ['one', true],
      ['two', false],
    ]);
  });
});

describe('the way between two fixes', () => {
  it('enters and leaves what it leads through, with times in between, inferred', () => {
    const [visit, ...rest] = findAll(ONE, [fixAt(0, 300), fixAt(30, -300)]);
    expect(rest).toEqual([]);
    expect(visit?.data).toMatchObject({ inferred: true, entered: { rule: 'path' }, left: { rule: 'path' } });
    expect(visit?.startsAt).toBe(at(12.5));
    expect(visit?.endsAt).toBe(at(17.5));
  });

  it.each([
    ['two minutes apart', fixAt(0, 300), fixAt(120, -300)],
    ['two kilometres apart', fixAt(0, 1000), fixAt(60, -1000)],
    ['a second apart', fixAt(0, 60), fixAt(1, -60)],
    ['less exact than the fence', fixAt(0, 300, 80), fixAt(30, -300)],
  ])('is not trusted when they are %s', (_case, from, to) => {
    expect(findAll(ONE, [from, to])).toEqual([]);
  });

  it('is not followed across a fence that was drawn meanwhile', () => {
    const drawn = indexOf([circle('one', { changedAt: at(10) })]);
    expect(findAll(drawn, [fixAt(0, 300), fixAt(30, -300)])).toEqual([]);
  });
});

describe('staying', () => {
  const asked = indexOf([circle('one', { dwellS: 60 })]);

  it('is told once it has lasted, by a fix inside, and ends with the visit', () => {
    const fixes = [
      fixAt(-1, 200),
      ...everySecond(0, 0),
      fixAt(59, 0),
      fixAt(61, 0),
      fixAt(62, 300),
      fixAt(63, 300),
    ];
    const found = findAll(asked, fixes);
    expect(found.map(({ kind, endsAt }) => [kind, endsAt])).toEqual([
      ['fence', null],
      ['dwell', null],
      ['fence', at(62)],
      ['dwell', at(62)],
    ]);
    expect(found[1]).toMatchObject({ startsAt: at(60), data: { dwellS: 60, fenceName: 'Fence one' } });
  });

  it('is not assumed of a silence that ends elsewhere', () => {
    const found = findAll(asked, [fixAt(-1, 200), ...everySecond(0, 0), fixAt(300, 400), fixAt(301, 400)]);
    expect(found.map(({ kind }) => kind)).toEqual(['fence', 'fence']);
  });
});

describe('a fence that changes', () => {
  it('judges from its change on; a visit goes on when the vehicle is still inside', () => {
    const larger = [circle('one', { endedAt: at(5) }), circle('one', { changedAt: at(5), radiusM: 400 })];
    const fixes = everySecond(200, 100, 0, 0, 10, 20, 60, 100, 200, 300);
    expect(spans(findAll(indexOf(larger), fixes))).toEqual([['fence', 2, null]]);
    expect(spans(findAll(ONE, fixes))).toEqual([['fence', 2, 7]]);
  });

  it('that is removed, or is for other vehicles now, ends the visit without a departure', () => {
    for (const rest of [
      [],
      [circle('one', { changedAt: at(5), appliesTo: { vehicles: ['bus-2'], groups: [] } })],
    ]) {
      const found = findAll(
        indexOf([circle('one', { endedAt: at(5) }), ...rest]),
        everySecond(200, 100, 0, 0, 0, 0, 0),
      );
      expect(spans(found)).toEqual([['fence', 2, 4]]);
      expect(ruleOf(found.at(-1), 'left')).toBe('removed');
    }
  });

  it('whose vehicle is taken out of its group, or that is forgotten, ends the visit as well, as it was', () => {
    const scoped = [circle('one', { dwellS: 1, appliesTo: { vehicles: [], groups: ['north'] } })];
    const fixes = everySecond(200, 100, 0, 0, 0, 0);
    for (const later of [indexOf(scoped, []), indexOf([])]) {
      const inNorth = indexOf(scoped, ['north']);
      const found = settled(findAll(({ time }) => (time < at(5) ? inNorth : later), fixes));
      expect(spans(found)).toEqual([
        ['fence', 2, 4],
        ['dwell', 3, 4],
      ]);
      expect(found[0]?.data).toMatchObject({
        ...{ fenceId: 'one', fenceName: 'Fence one', shape: 'circle' },
        entered: { distanceM: 0 },
        left: { rule: 'removed' },
      });
    }
  });

  it('applies to the vehicles and groups that it names', () => {
    const fixes = everySecond(200, 100, 0, 0);
    const scoped = (vehicles: string[], groups: string[]) => [
      circle('one', { appliesTo: { vehicles, groups } }),
    ];
    expect(findAll(indexOf(scoped(['bus-1'], [])), fixes)).toHaveLength(1);
    expect(findAll(indexOf(scoped(['bus-2'], ['north'])), fixes)).toEqual([]);
    expect(findAll(indexOf(scoped([], ['north']), ['north']), fixes)).toHaveLength(1);
  });
});

describe('a visit', () => {
  it('explains itself: fixes with accuracies, rules, delay', () => {
    const [visit] = settled(findAll(ONE, everySecond(200, 100, 40, 0, 90, 95)));
    expect(visit).toMatchObject({ kind: 'fence', key: 'one@2026-05-04T08:00:02.000Z' });
    expect(visit?.data).toMatchObject({
      fenceId: 'one',
      fenceName: 'Fence one',
      entered: {
        words: 'two fixes inside',
        distanceM: 40,
        delayMs: 1000,
        fixes: [{ time: '2026-05-04T08:00:02.000Z', accuracy: 5, distanceM: -10 }, { distanceM: -50 }],
      },
      left: { distanceM: 90, delayMs: 1000, fixes: [{ distanceM: 40 }, { distanceM: 45 }] },
    });
  });

  it('is one of at most a hundred at a time, and its fence may be called like what every object has', () => {
    const many = ['__proto__', 'constructor', ...Array.from({ length: 150 }, (_, i) => `f${i}`)];
    const piled = indexOf(many.map((id) => circle(id)));
    expect(findAll(piled, everySecond(200, 100, 0, 0, 0))).toHaveLength(100);
    expect(findAll(piled, [fixAt(0, 200), fixAt(1, 100), fixAt(2, 0), fixAt(12, 60)])).toHaveLength(100);
    const named = indexOf(many.slice(0, 2).map((id) => circle(id)));
    expect(spans(findAll(named, everySecond(200, 100, 0, 0, 150, 150)))).toEqual([
      ['fence', 2, 4],
      ['fence', 2, 4],
    ]);
  });

  it('has an end after its start and overlaps no other of its fence, whatever the fixes', () => {
    const fixes = fc.array(
      fc.record({ gap: fc.integer({ min: 1, max: 40 }), east: fc.integer({ min: -200, max: 200 }) }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(fixes, (steps) => {
        let seconds = 0;
        const track = steps.map(({ gap, east }) => {
          seconds += gap;
          return fixAt(seconds, east);
        });
        const visits = settled(findAll(ONE, track)).sort((a, b) => a.startsAt - b.startsAt);
        let end = Number.NEGATIVE_INFINITY;
        for (const { startsAt, endsAt } of visits) {
          expect(startsAt).toBeGreaterThanOrEqual(end);
          expect(endsAt ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(startsAt);
          end = endsAt ?? Number.POSITIVE_INFINITY;
        }
      }),
    );
  });
});
