import type { TripStatus } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { sampleTrip, TRIP_START } from '../../../src/conformance/trip-samples.ts';
import {
  type Actor,
  cancel,
  complete,
  type Deed,
  start,
  substitute,
} from '../../../src/modules/school/trips/lifecycle.ts';
import { overdue } from '../../../src/modules/school/trips/sweep-trips.ts';
import type { StoredTrip, TripChange } from '../../../src/ports/trips.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = TRIP_START + 10 * MINUTE;
const END = TRIP_START + 30 * MINUTE;
const DORA: Actor = { kind: 'driver', id: 'dora' };
const DAN: Actor = { kind: 'driver', id: 'dan' };
const OLGA: Actor = { kind: 'dispatcher', id: 'olga' };
const ITSELF: Actor = { kind: 'automatic' };

const PAST: Readonly<Record<TripStatus, Partial<StoredTrip>>> = {
  SCHEDULED: {},
  IN_PROGRESS: { startedAt: TRIP_START, startedBy: 'driver:dora' },
  COMPLETED: { startedAt: TRIP_START, startedBy: 'driver:dora', endedAt: NOW, endedBy: 'driver:dora' },
  CANCELLED: { endedAt: NOW, endedBy: 'dispatcher:olga', reason: 'Snow' },
};

function tripOf(status: TripStatus, more: Partial<StoredTrip> = {}): StoredTrip {
  return { ...sampleTrip('acme'), revision: 0, updatedAt: 0, status, ...PAST[status], ...more };
}

const deed = (by: Actor, at = NOW): Deed => ({ by, at, now: NOW });

/** `SCHEDULED → IN_PROGRESS`, `same`, or the error's code. */
function outcome(decide: () => TripChange | undefined): string {
  try {
    const change = decide();
    return change === undefined ? 'same' : (change.status ?? Object.keys(change).sort().join());
  } catch (error) {
    return error instanceof WaycastError ? error.code : String(error);
  }
}

const STATUSES = ['SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
const row = (decide: (trip: StoredTrip) => TripChange | undefined) =>
  STATUSES.map((status) => outcome(() => decide(tripOf(status))));

describe('what each does to a trip that is SCHEDULED, IN_PROGRESS, COMPLETED, CANCELLED', () => {
  it.each([
    ['its driver', DORA, ['IN_PROGRESS', 'same', 'conflict', 'conflict']],
    ['another driver', DAN, ['forbidden', 'conflict', 'conflict', 'conflict']],
    ['a dispatcher', OLGA, ['IN_PROGRESS', 'conflict', 'conflict', 'conflict']],
    ['the way', ITSELF, ['IN_PROGRESS', 'same', 'conflict', 'conflict']],
  ])('start by %s', (_, by, expected) => {
    expect(row((trip) => start(trip, deed(by)))).toEqual(expected);
  });

  it.each([
    ['its driver', DORA, ['conflict', 'COMPLETED', 'same', 'conflict']],
    ['another driver', DAN, ['conflict', 'forbidden', 'conflict', 'conflict']],
    ['a dispatcher', OLGA, ['conflict', 'COMPLETED', 'conflict', 'conflict']],
    ['the way', ITSELF, ['conflict', 'COMPLETED', 'conflict', 'conflict']],
  ])('complete by %s', (_, by, expected) => {
    expect(row((trip) => complete(trip, deed(by)))).toEqual(expected);
  });

  it('cancel and substitute', () => {
    expect(row((trip) => cancel(trip, deed(OLGA), 'Snow'))).toEqual([
      ...['CANCELLED', 'CANCELLED', 'conflict', 'same'],
    ]);
    expect(row((trip) => substitute(trip, { vehicleId: 'bus-8' }, deed(OLGA)))).toEqual([
      ...['vehicleId,vehicles', 'vehicleId,vehicles', 'conflict', 'conflict'],
    ]);
    expect(row((trip) => substitute(trip, { driverId: 'dora' }, deed(OLGA)))).toEqual([
      ...['same', 'same', 'conflict', 'conflict'],
    ]);
  });
});

describe('a refusal names the state and what is possible', () => {
  it.each([
    [
      () => start(tripOf('IN_PROGRESS'), deed(OLGA)),
      'trip morning~2026-05-04 (IN_PROGRESS) was started by driver:dora at 2026-05-04T06:30:00.000Z; complete it',
    ],
    [() => complete(tripOf('SCHEDULED'), deed(DORA)), '(SCHEDULED) has not been started; start it first'],
    [
      () => start(tripOf('CANCELLED'), deed(DORA)),
      'is over: cancelled by dispatcher:olga at 2026-05-04T06:40:00.000Z (Snow); to run it again, make another',
    ],
    [() => cancel(tripOf('COMPLETED'), deed(OLGA), 'x'), 'what has run cannot be cancelled'],
    [() => start(tripOf('SCHEDULED'), deed(DAN)), 'is assigned to driver dora'],
    [() => start(tripOf('SCHEDULED', { vehicleId: null }), deed(DORA)), 'has no vehicle'],
  ])('%#', (decide, message) => {
    expect(decide).toThrow(message);
  });
});

describe('when it happened', () => {
  it.each<[string, number, string]>([
    ['a phone that was offline', TRIP_START - 5 * MINUTE, 'IN_PROGRESS'],
    ['a clock two minutes ahead', NOW + 2 * MINUTE, 'IN_PROGRESS'],
    ['a clock further ahead', NOW + 2 * MINUTE + 1, 'invalid'],
    ['three hours early', TRIP_START - 3 * HOUR, 'IN_PROGRESS'],
    ['earlier than that', TRIP_START - 3 * HOUR - 1, 'conflict'],
  ])('a start: %s', (_, at, expected) => {
    expect(outcome(() => start(tripOf('SCHEDULED'), deed(DORA, at)))).toBe(expected);
  });

  it('an end is not before the start', () => {
    expect(outcome(() => complete(tripOf('IN_PROGRESS'), deed(DORA, TRIP_START - 1)))).toBe('invalid');
    expect(outcome(() => complete(tripOf('IN_PROGRESS'), deed(DORA, TRIP_START)))).toBe('COMPLETED');
  });

  it('an early start makes the vehicle run it from then on', () => {
    const at = TRIP_START - 2 * HOUR;
    expect(start(tripOf('SCHEDULED'), deed(DORA, at))?.vehicles?.[0]?.fromAt).toBe(at);
  });
});

describe('who drives', () => {
  it('takes a trip that is nobody’s by starting it', () => {
    expect(start(tripOf('SCHEDULED', { driverId: null }), deed(DAN))).toMatchObject({ driverId: 'dan' });
  });

  it('confirms a trip that started by itself, which keeps its start', () => {
    const trip = tripOf('IN_PROGRESS', { startedBy: 'automatic' });
    expect(start(trip, deed(DORA))).toEqual({ startedBy: 'driver:dora' });
  });
});

describe('a substitution', () => {
  const runs = (trip: StoredTrip, at: number) =>
    substitute(trip, { vehicleId: 'bus-8' }, deed(OLGA, at))?.vehicles?.map(
      ({ vehicleId, fromAt, untilAt }) => [vehicleId, fromAt, untilAt],
    );
  const [from, until] = [TRIP_START - 90 * MINUTE, END + 4 * HOUR];

  it('on the way ends one vehicle’s time where the other’s begins', () => {
    expect(runs(tripOf('IN_PROGRESS'), NOW)).toEqual([
      ['bus-7', from, NOW],
      ['bus-8', NOW, until],
    ]);
  });

  it('before the vehicle’s time gives all of it to the other', () => {
    expect(runs(tripOf('SCHEDULED'), from - HOUR)).toEqual([['bus-8', from, until]]);
    expect(runs(tripOf('SCHEDULED', { vehicleId: null, vehicles: [] }), NOW)).toEqual([
      ['bus-8', from, until],
    ]);
  });

  it('twice never overlaps, and not before the last', () => {
    const once = tripOf('IN_PROGRESS', {
      vehicles: [
        { vehicleId: 'bus-7', fromAt: from, untilAt: TRIP_START },
        { vehicleId: 'bus-9', fromAt: TRIP_START, untilAt: until },
      ],
    });
    expect(runs(once, NOW)).toEqual([
      ['bus-7', from, TRIP_START],
      ['bus-9', TRIP_START, NOW],
      ['bus-8', NOW, until],
    ]);
    expect(outcome(() => substitute(once, { vehicleId: 'bus-8' }, deed(OLGA, TRIP_START - 1)))).toBe(
      'invalid',
    );
  });
});

describe('nobody ends it', () => {
  it.each<[string, TripStatus, number, number | undefined, string | undefined]>([
    ['not started, four hours later', 'SCHEDULED', 4 * HOUR, undefined, 'CANCELLED'],
    ['not started, before that', 'SCHEDULED', 4 * HOUR - 1, undefined, undefined],
    ['running and silent for two hours', 'IN_PROGRESS', 2 * HOUR, END, 'COMPLETED'],
    ['running, heard a moment ago', 'IN_PROGRESS', 2 * HOUR, END + 2 * HOUR - MINUTE, undefined],
    ['running, heard, but half a day late', 'IN_PROGRESS', 12 * HOUR, END + 12 * HOUR, 'COMPLETED'],
    ['a vehicle that never reported', 'IN_PROGRESS', 2 * HOUR, undefined, 'COMPLETED'],
    ['over', 'COMPLETED', 20 * HOUR, undefined, undefined],
  ])('%s', (_, status, lateMs, heardAt, expected) => {
    const change = overdue(tripOf(status), heardAt, END + lateMs);
    expect(change?.status).toBe(expected);
    if (change !== undefined)
      expect(change).toMatchObject({ endedBy: 'automatic', reason: expect.any(String) });
  });

  it('is over with the last fix of its vehicle', () => {
    expect(overdue(tripOf('IN_PROGRESS'), END + MINUTE, END + 3 * HOUR)?.endedAt).toBe(END + MINUTE);
  });
});
