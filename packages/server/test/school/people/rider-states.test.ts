import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeTaps, statesOf, stopAt } from '../../../src/modules/school/boarding/rider-states.ts';
import type { Boarding, Rider } from '../../../src/ports/boardings.ts';

const rider = (studentId: string, boardSequence: number | null): Rider => ({
  studentId,
  name: studentId,
  grade: null,
  note: null,
  cardIds: [],
  boardSequence,
  alightSequence: boardSequence === null ? null : 4,
});
const RIDERS = [rider('ann', 1), rider('bea', 2), rider('eve', null)];
const VISITS = [
  { sequence: 1, arrivedAt: 100_000, departedAt: 130_000 },
  { sequence: 2, arrivedAt: 400_000, departedAt: 430_000 },
  { sequence: 4, arrivedAt: 900_000, departedAt: null },
];

const tap = (more: Partial<Boarding>): Boarding => ({
  boardingId: `${more.studentId}-${more.action}-${more.at}`,
  tripId: 't',
  studentId: 'ann',
  cardId: null,
  action: 'BOARDED',
  method: 'tap',
  at: 110_000,
  stopSequence: null,
  recordedBy: 'dora',
  ...more,
});
const statesAfter = (taps: readonly Boarding[]) => statesOf(judgeTaps(taps, RIDERS, VISITS));
const flagsOf = (...taps: Boarding[]) => judgeTaps(taps, RIDERS, VISITS).map(({ flag }) => flag);

describe('the state of a rider', () => {
  it('follows from what happened, whatever the order and however often it is told', () => {
    const some = fc.record({
      boardingId: fc.integer({ min: 0, max: 60 }).map((n) => `b${n}`),
      studentId: fc.constantFrom('ann', 'bea', 'eve', null),
      action: fc.constantFrom('BOARDED' as const, 'ALIGHTED' as const, 'ABSENT' as const),
      at: fc.integer({ min: 0, max: 8 }).map((n) => n * 120_000),
      stopSequence: fc.constantFrom(null, 1, 2, 4),
    });
    const whole = fc.uniqueArray(some, { selector: ({ boardingId }) => boardingId, maxLength: 25 });
    const told = whole.chain((taps) =>
      fc.tuple(fc.constant(taps), fc.shuffledSubarray(taps, { minLength: taps.length })),
    );
    fc.assert(
      fc.property(told, ([taps, shuffled]) => {
        const all = taps.map((one) => tap(one));
        const other = shuffled.map((one) => tap(one));
        expect(judgeTaps(other, RIDERS, VISITS)).toEqual(judgeTaps(all, RIDERS, VISITS));
        expect([...statesAfter(other)].sort()).toEqual([...statesAfter(all)].sort());
        // The last word counts.
        for (const [id, { state }] of statesAfter(all)) {
          const own = all.filter(({ studentId }) => studentId === id);
          const last = own.reduce((a, b) =>
            b.at > a.at || (b.at === a.at && b.boardingId > a.boardingId) ? b : a,
          );
          expect(state).toBe(last.action);
        }
      }),
    );
  });

  it.each([
    ['gets on', [tap({})], { state: 'BOARDED', boardedAt: 110_000, alightedAt: null }],
    [
      'is tapped twice',
      [tap({}), tap({ at: 112_000 })],
      { state: 'BOARDED', boardedAt: 110_000, flags: ['repeated'] },
    ],
    [
      'gets off without having got on',
      [tap({ action: 'ALIGHTED', at: 905_000 })],
      { state: 'ALIGHTED', boardedAt: null, alightedAt: 905_000 },
    ],
    [
      'was tapped by mistake',
      [tap({}), tap({ action: 'ABSENT', at: 111_000 })],
      { state: 'ABSENT', boardedAt: null },
    ],
    [
      'comes back to the bus',
      [tap({}), tap({ action: 'ALIGHTED', at: 120_000 }), tap({ at: 125_000 })],
      { state: 'BOARDED', boardedAt: 125_000, alightedAt: null },
    ],
  ])('of one who %s', (_name, taps, state) => {
    expect(statesAfter([...taps].reverse()).get('ann')).toMatchObject(state);
  });

  it('flags unknown cards, children who are not expected, and wrong stops', () => {
    expect(flagsOf(tap({ studentId: null, cardId: 'C-?' }))).toEqual(['unknown_card']);
    expect(flagsOf(tap({ studentId: 'eve' }))).toEqual(['unexpected']);
    expect(flagsOf(tap({ studentId: 'bea' }))).toEqual(['wrong_stop']);
    expect(flagsOf(tap({ studentId: 'bea', stopSequence: 2 }))).toEqual([null]);
    expect(flagsOf(tap({ studentId: 'bea', action: 'ALIGHTED', at: 905_000 }))).toEqual([null]);
  });
});

describe('the stop of a tap', () => {
  it.each([
    [30_000, null],
    [45_000, 1],
    [110_000, 1],
    [250_000, 1],
    [345_000, 2],
    [2_000_000, 4],
  ])('at %d is %s', (at, sequence) => {
    expect(stopAt(at, VISITS)).toBe(sequence);
  });
});
