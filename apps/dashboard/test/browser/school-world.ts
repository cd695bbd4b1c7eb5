import type {
  GuardianChild,
  Passenger,
  SchoolRoute,
  SchoolStop,
  Student,
  Trip,
  TripEtas,
  TripSummary,
} from '@waycast/contract';
import { createTown, destination } from '@waycast/geo';
import { childrenOf, passengerOf, studentOf } from './school-people.ts';

const CENTER = createTown().center;
export const MINUTE = 60_000;

/** What the faked routes answer; a test changes it as it goes. */
export interface SchoolWorld {
  profile: string;
  roles: string[];
  trips: TripSummary[];
  detail: (trip: TripSummary) => Trip;
  passengers: Passenger[];
  students: Student[];
  stops: SchoolStop[];
  routes: SchoolRoute[];
  children: GuardianChild[];
  /** Bodies of what was sent, by method and path. */
  readonly sent: { readonly what: string; readonly body: unknown }[];
  /** While true no request of school transport comes through. */
  away: boolean;
}

export interface WorldSize {
  readonly trips: number;
  readonly longNames?: boolean;
}

/** A school morning at `nowMs`, with so many trips. */
export function schoolWorld({ trips: count, longNames = false }: WorldSize, nowMs: number): SchoolWorld {
  const stops = Array.from({ length: 8 }, (_, index) => stopOf(index, longNames));
  const trips = Array.from({ length: count }, (_, index) => tripOf(index, nowMs, longNames));
  const world: SchoolWorld = {
    profile: 'school',
    roles: ['dispatcher'],
    trips,
    detail: (trip) => detailOf(trip, stops, nowMs),
    passengers: Array.from({ length: 12 }, (_, index) => passengerOf(index, longNames)),
    students: Array.from({ length: count * 4 }, (_, index) => studentOf(index, longNames)),
    stops,
    routes: [routeOf(stops, longNames)],
    children: count === 0 ? [] : childrenOf(stops, nowMs, longNames),
    sent: [],
    away: false,
  };
  return world;
}

export const iso = (timeMs: number): string => new Date(timeMs).toISOString();
const STREETS = [
  'William Street',
  'Henry Street',
  'Mill Lane',
  'Castle Park',
  'Dock Road',
  'Abbey View',
  'Church Hill',
  'St Mary’s School',
];
const LONG = ' of the Secondary School of Our Lady of the Assumption and Saint Bartholomew';

function stopOf(index: number, longNames: boolean): SchoolStop {
  const at = destination(CENTER, 20 + index * 30, 300 + index * 260);
  return {
    stopId: `stop-${index + 1}`,
    name: `${STREETS[index]}${longNames ? LONG : ''}`,
    ...at,
    radiusM: 50,
    updatedAt: iso(0),
  };
}

function routeOf(stops: readonly SchoolStop[], longNames: boolean): SchoolRoute {
  return {
    routeId: 'route-7',
    name: `Route 7 north${longNames ? LONG : ''}`,
    direction: 'to_school',
    color: null,
    line: null,
    lengthM: 8400,
    stops: stops.map(({ stopId, name, latitude, longitude, radiusM }, index) => ({
      sequence: index + 1,
      stopId,
      name,
      latitude,
      longitude,
      radiusM,
      alongM: index * 1200,
      approachS: null,
      approachM: null,
    })),
    problems: [
      {
        sequence: 3,
        code: 'off_line',
        message: 'Mill Lane is 62 m off the line.',
        remedy: 'Move the stop, or draw the line past it.',
      },
    ],
    updatedAt: iso(0),
  };
}

function tripOf(index: number, nowMs: number, longNames: boolean): TripSummary {
  const status =
    index % 10 < 4
      ? 'IN_PROGRESS'
      : index % 10 < 8
        ? 'SCHEDULED'
        : index % 10 === 8
          ? 'COMPLETED'
          : 'CANCELLED';
  const start =
    nowMs + (status === 'SCHEDULED' ? 20 + index : status === 'IN_PROGRESS' ? -18 : -120) * MINUTE;
  const running = status === 'IN_PROGRESS';
  return {
    tripId: `trip-${index + 1}`,
    name: `Bus ${index + 1} to school${longNames ? LONG : ''}`,
    routeId: 'route-7',
    scheduleId: `schedule-${index + 1}`,
    direction: 'to_school',
    serviceDate: iso(nowMs).slice(0, 10),
    status,
    vehicleId: index === 5 ? null : `bus-${index + 1}`,
    driverId: `driver-${index + 1}`,
    scheduledStart: iso(start),
    scheduledEnd: iso(start + 45 * MINUTE),
    startedAt: status === 'SCHEDULED' || status === 'CANCELLED' ? null : iso(start + MINUTE),
    startedBy: running ? (index % 2 === 0 ? 'automatic' : `driver:driver-${index + 1}`) : null,
    endedAt: status === 'COMPLETED' ? iso(start + 47 * MINUTE) : null,
    endedBy: status === 'COMPLETED' ? 'automatic' : null,
    reason: status === 'CANCELLED' ? 'the road is closed by snow' : null,
    delayS: running ? ([20, 260, -130, 900][index % 4] ?? 0) : null,
    offRouteSince: index === 3 ? iso(nowMs - 4 * MINUTE) : null,
    nextStop: running
      ? {
          stopId: 'stop-4',
          stopSequence: 4,
          name: `${STREETS[3]}${longNames ? LONG : ''}`,
          eta: iso(nowMs + 4.2 * MINUTE),
        }
      : null,
    studentsBoarded: running ? 7 : 0,
    studentsExpected: 12,
    alerts:
      index === 3
        ? ['off_route']
        : index === 1
          ? ['missing_child', 'skipped_stop']
          : index === 4
            ? ['late_start']
            : [],
    updatedAt: iso(nowMs - 9000),
  };
}

function detailOf(trip: TripSummary, stops: readonly SchoolStop[], nowMs: number): Trip {
  const start = Date.parse(trip.scheduledStart);
  const running = trip.status === 'IN_PROGRESS';
  return {
    ...trip,
    line: stops.map(({ longitude, latitude }) => [longitude, latitude]),
    stops: stops.map(({ stopId, name, latitude, longitude, radiusM }, index) => ({
      stopId,
      name,
      latitude,
      longitude,
      radiusM,
      stopSequence: index + 1,
      scheduledAt: iso(start + index * 6 * MINUTE),
      approachedAt: running && index < 3 ? iso(start + index * 6 * MINUTE) : null,
      arrivedAt: running && index < 3 && index !== 1 ? iso(start + (index * 6 + 2) * MINUTE) : null,
      departedAt: running && index < 3 && index !== 1 ? iso(start + (index * 6 + 2.6) * MINUTE) : null,
      distanceM: running && index < 3 ? 12 : null,
      inferred: running && index === 2,
      skipped: running && index === 1,
      late: running && index === 2,
      toBoard: index < 4 ? 3 : 0,
      toAlight: index === 7 ? 12 : 0,
    })),
    vehicles:
      running && trip.vehicleId !== null
        ? [{ vehicleId: trip.vehicleId, from: iso(nowMs - 18 * MINUTE), until: null }]
        : [],
  };
}

/** When a trip is expected at the stops that remain. */
export function etasOf(trip: TripSummary, stops: readonly SchoolStop[], nowMs: number): TripEtas {
  const at = (minutes: number): string => iso(nowMs + minutes * MINUTE);
  return {
    tripId: trip.tripId,
    status: trip.status,
    madeAt: iso(nowMs - 9000),
    etas: stops.slice(3).map(({ stopId, name }, index) => ({
      stopId,
      name,
      stopSequence: index + 4,
      scheduledAt: null,
      eta: at(4.2 + index * 6),
      p10: at(3.1 + index * 5),
      p50: at(4.2 + index * 6),
      p90: at(6 + index * 8),
    })),
  };
}
