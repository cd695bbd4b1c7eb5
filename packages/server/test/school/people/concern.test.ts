import { describe, expect, it } from 'vitest';
import { UNTOUCHED } from '../../../src/modules/school/boarding/rider-states.ts';
import { concernOf, wordsOf } from '../../../src/modules/school/people/concern.ts';
import type { ChildTrip } from '../../../src/ports/guardians.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 4, 4, 7, 30);
const END = START + 30 * MINUTE;

const trip = (direction: 'to_school' | 'from_school', more: Partial<ChildTrip> = {}): ChildTrip => ({
  guardianId: 'parent',
  studentId: 'ann',
  tripId: 't',
  status: 'SCHEDULED',
  vehicleId: 'bus-7',
  vehicleBusy: false,
  scheduledStart: START,
  scheduledEnd: END,
  startedAt: null,
  endedAt: null,
  plan: { name: 'T', direction, stops: [] },
  boardSequence: 2,
  alightSequence: 5,
  visits: [],
  taps: [],
  ...more,
});
const RUNNING = { status: 'IN_PROGRESS', startedAt: START } as const;
const DONE = { status: 'COMPLETED', startedAt: START, endedAt: END } as const;
const LEFT_5 = { visits: [{ sequence: 5, arrivedAt: END - MINUTE, departedAt: END }] };
const LEFT_2 = { visits: [{ sequence: 2, arrivedAt: START, departedAt: START + MINUTE }] };
const AT_5 = { visits: [{ sequence: 5, arrivedAt: END - MINUTE, departedAt: null }] };

type State = 'EXPECTED' | 'BOARDED' | 'ALIGHTED' | 'ABSENT';
type Case = readonly [
  minutes: number,
  more: Partial<ChildTrip>,
  state: State,
  toSchool: string | true,
  fromSchool: string | true,
];

/** Minutes after the planned start, what is known of the trip, where the child is, and who may see the bus. */
const CASES: readonly Case[] = [
  [-16, {}, 'EXPECTED', 'too_early', 'not_started'],
  [-15, {}, 'EXPECTED', true, 'not_started'],
  [5, {}, 'EXPECTED', true, 'not_started'],
  [-15, { vehicleBusy: true }, 'EXPECTED', 'other_trip', 'other_trip'],
  [-15, { vehicleId: null }, 'EXPECTED', 'no_vehicle', 'no_vehicle'],
  [-20, RUNNING, 'EXPECTED', true, true],
  [-1, {}, 'BOARDED', true, true],
  [5, RUNNING, 'EXPECTED', true, true],
  [5, RUNNING, 'BOARDED', true, true],
  [5, { ...RUNNING, ...LEFT_2 }, 'EXPECTED', true, true],
  [5, RUNNING, 'ALIGHTED', 'alighted', 'alighted'],
  [5, RUNNING, 'ABSENT', 'absent', 'absent'],
  [29, { ...RUNNING, ...AT_5 }, 'BOARDED', true, true],
  [31, { ...RUNNING, ...LEFT_5 }, 'BOARDED', 'passed', 'passed'],
  [31, { ...RUNNING, ...LEFT_5 }, 'EXPECTED', 'passed', 'passed'],
  [5, { ...RUNNING, boardSequence: null, alightSequence: null }, 'EXPECTED', 'not_expected', 'not_expected'],
  [5, { ...RUNNING, boardSequence: null, alightSequence: null }, 'BOARDED', true, true],
  [34, DONE, 'EXPECTED', true, true],
  [34, DONE, 'BOARDED', true, true],
  [34, { ...DONE, vehicleBusy: true }, 'BOARDED', 'other_trip', 'other_trip'],
  [35, DONE, 'BOARDED', 'over', 'over'],
  [5, { status: 'CANCELLED' }, 'EXPECTED', 'cancelled', 'cancelled'],
  [5, { status: 'CANCELLED' }, 'BOARDED', 'cancelled', 'cancelled'],
  [30 + 180, {}, 'EXPECTED', 'over', 'over'],
  [30 + 180, RUNNING, 'BOARDED', 'over', 'over'],
];

describe('what concerns a guardian', () => {
  it.each(CASES)(
    '%d min after the start, with %j, child %s: to school %s, home %s',
    (minutes, more, state, to, from) => {
      const seen = (['to_school', 'from_school'] as const).map((direction) => {
        const concern = concernOf(trip(direction, more), { ...UNTOUCHED, state }, START + minutes * MINUTE);
        expect(wordsOf(concern)).not.toBe('');
        return concern.visible || concern.reason;
      });
      expect(seen).toEqual([to, from]);
    },
  );

  it('says from when the bus may be seen, where the clock alone decides it', () => {
    const concern = concernOf(trip('to_school'), UNTOUCHED, START - 60 * MINUTE);
    expect(concern).toMatchObject({ from: START - 15 * MINUTE });
  });
});
