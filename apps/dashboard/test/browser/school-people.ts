import type { GuardianChild, Passenger, SchoolStop, Student } from '@waycast/contract';

const MINUTE = 60_000;
const LONG = ' of the Secondary School of Our Lady of the Assumption and Saint Bartholomew';
const iso = (timeMs: number): string => new Date(timeMs).toISOString();
const NAMES = [
  'Ada Byrne',
  'Ben Óg Kelly',
  'Cara Walsh',
  'Dara Nolan',
  'Emma Quinn',
  'Finn Doyle',
  'Grace Ryan',
  'Hugh Lynch',
  'Isla Moore',
  'Jack Burke',
  'Kate Daly',
  'Leo Hayes',
];

/** The passenger at a place of the list. */
export function passengerOf(index: number, longNames: boolean): Passenger {
  const boardSequence = Math.floor(index / 3) + 1;
  const state = index < 3 ? 'BOARDED' : index === 3 ? 'ABSENT' : 'EXPECTED';
  return {
    studentId: `s-${index + 1}`,
    name: `${NAMES[index]}${longNames ? LONG : ''}`,
    grade: index % 3 === 0 ? 'Second class' : null,
    note: index === 9 ? 'Carries an inhaler' : null,
    cardIds: [`CARD-${index + 1}`],
    boardSequence,
    alightSequence: 8,
    state,
    boardedAt: state === 'BOARDED' ? '2026-05-04T06:42:00.000Z' : null,
    alightedAt: null,
    flags: index === 3 ? ['missing_child'] : [],
  };
}

/** The student at a place of the list. */
export function studentOf(index: number, longNames: boolean): Student {
  return {
    studentId: `s-${index + 1}`,
    name: `${NAMES[index % NAMES.length]} ${index + 1}${longNames ? LONG : ''}`,
    grade: index % 2 === 0 ? 'Second class' : null,
    note: null,
    cardIds: [`CARD-${index + 1}`],
    guardians: [{ guardianId: 'mary', relation: 'mother' }],
    rides:
      index % 9 === 5
        ? []
        : [{ scheduleId: 'schedule-1', boardSequence: 2, alightSequence: 8, weekdays: null }],
    flags: index % 9 === 5 ? ['no_ride'] : [],
    updatedAt: iso(0),
  };
}

/** Two children of one guardian, the first about to be picked up. */
export function childrenOf(stops: readonly SchoolStop[], nowMs: number, longNames: boolean): GuardianChild[] {
  const [, , , stop] = stops;
  const at = (minutes: number): string => iso(nowMs + minutes * MINUTE);
  const own = {
    stopId: 'stop-4',
    stopSequence: 4,
    name: stop?.name ?? '',
    latitude: stop?.latitude ?? 0,
    longitude: stop?.longitude ?? 0,
  };
  const morning = {
    tripId: 'trip-1',
    name: `Bus 1 to school${longNames ? LONG : ''}`,
    status: 'IN_PROGRESS',
    direction: 'to_school',
    stop: own,
    scheduledAt: at(2),
    state: 'EXPECTED',
    boardedAt: null,
    alightedAt: null,
    vehicleId: 'bus-1',
    visible: true,
    why: 'The bus is on its way to the stop.',
    eta: at(4.2),
    p10: at(3.1),
    p90: at(6),
    arrivedAt: null,
  } as const;
  const afternoon = {
    ...morning,
    tripId: 'trip-1-home',
    name: `Bus 1 home${longNames ? LONG : ''}`,
    status: 'SCHEDULED',
    direction: 'from_school',
    scheduledAt: at(420),
    vehicleId: null,
    visible: false,
    why: 'the bus can be followed from fifteen minutes before the trip starts',
    eta: null,
    p10: null,
    p90: null,
  } as const;
  return [
    {
      studentId: 's-1',
      name: `Ada Byrne${longNames ? LONG : ''}`,
      notice: { seconds: 300, metres: null },
      trips: [morning, afternoon],
    },
    { studentId: 's-2', name: 'Ben Óg Kelly', notice: { seconds: null, metres: null }, trips: [afternoon] },
  ];
}
