import { expect, it } from 'vitest';
import { statesOf } from '../../../src/modules/school/boarding/rider-states.ts';
import { troublesOf } from '../../../src/modules/school/boarding/troubles.ts';
import { boardedNow, troubledNow } from '../../../src/modules/school/people/happenings.ts';
import type { JudgedBoarding, TripRoster } from '../../../src/ports/boardings.ts';

const tap = (studentId: string, action: JudgedBoarding['action']): JudgedBoarding => ({
  boardingId: `${studentId}-${action}`,
  tripId: 't',
  studentId,
  cardId: null,
  action,
  method: 'tap',
  at: action === 'ALIGHTED' ? 2000 : 1000,
  stopSequence: null,
  recordedBy: 'dora',
  expected: true,
  flag: null,
});
const rider = (studentId: string) => ({
  ...{ studentId, name: studentId, grade: null, note: null, cardIds: [] },
  ...{ boardSequence: 1, alightSequence: 2 },
});
const roster = (boardings: readonly JudgedBoarding[]): TripRoster => ({
  ...{ tenant: 'default', tripId: 't', status: 'COMPLETED', vehicleId: 'bus-7', driverId: null },
  ...{ scheduledStart: 0, scheduledEnd: 9000, startedAt: 0, endedAt: 9000 },
  plan: { name: 'T', direction: 'to_school', stops: [] },
  visits: [{ sequence: 1, arrivedAt: 500, departedAt: 2000 }],
  riders: ['ann', 'bea', 'cat'].map(rider),
  boardings,
});
const told = (...boardings: JudgedBoarding[]) =>
  troubledNow(roster(boardings), troublesOf(roster(boardings), 1_000_000)).map(
    ({ studentId, kind, withheld }) => `${studentId} ${kind} ${withheld}`,
  );

it('guardians are not frightened where nobody taps, or nobody taps out', () => {
  expect(told()).toEqual(['ann missing no_taps', 'bea missing no_taps', 'cat missing no_taps']);
  expect(told(tap('ann', 'BOARDED'), tap('bea', 'BOARDED'))).toEqual([
    'ann left_on_bus no_taps',
    'bea left_on_bus no_taps',
    'cat missing undefined',
  ]);
  expect(told(tap('ann', 'BOARDED'), tap('bea', 'ALIGHTED'))).toEqual([
    'ann left_on_bus undefined',
    'cat missing undefined',
  ]);
});

it('of a child that got off already it is decided, and not told, that it had got on', () => {
  const [on, off] = [tap('ann', 'BOARDED'), tap('ann', 'ALIGHTED')];
  const toldBy = (without: readonly JudgedBoarding[], all: readonly JudgedBoarding[]) => {
    const states = { before: statesOf(without), without: statesOf(without), after: statesOf(all) };
    return boardedNow({ roster: roster(all), ...states }).map(({ kind, at, withheld }) => [
      kind,
      at,
      withheld,
    ]);
  };
  const [got, withheld] = [undefined, 'already_alighted'];
  expect(toldBy([], [on])).toEqual([['boarded', 1000, got]]);
  expect(toldBy([on], [on, off])).toEqual([['alighted', 2000, got]]);
  expect(toldBy([], [off])).toEqual([['alighted', 2000, got]]);
  expect(toldBy([off], [off, on])).toEqual([['boarded', 1000, withheld]]);
  const both = [
    ['boarded', 1000, withheld],
    ['alighted', 2000, got],
  ];
  expect(toldBy([], [off, on])).toEqual(both);
  expect(toldBy([on, off], [on, off])).toEqual([]);
});
