import { CommandFailure } from '../failure.ts';
import { need, RowFlaw, readTable, type TableRow } from './read-table.ts';

/** A stop of a scheduled trip; times in seconds since the service day's midnight, past 24:00 too. */
export interface ScheduledStop {
  readonly stopSequence: number;
  readonly stopId: string;
  readonly arrivalS: number | null;
  readonly departureS: number | null;
  readonly alongM: number | null;
}

export interface ScheduledTrip {
  readonly tripId: string;
  readonly routeId: string;
  /** GTFS's direction, '' when there is none. */
  readonly directionId: string;
  /** By ascending stop sequence. */
  readonly stops: readonly ScheduledStop[];
}

/** By trip id. */
export type Schedule = ReadonlyMap<string, ScheduledTrip>;

const CLOCK = /^(\d{1,3}):([0-5]\d):([0-5]\d)$/;

/** GTFS's stop_times and trips. Rejects with CommandFailure, with file, line and reason. */
export async function readSchedule(stopTimesFile: string, tripsFile: string): Promise<Schedule> {
  const trips = await readTable(tripsFile, ['trip_id', 'route_id'], (row) => ({
    tripId: need(row, 'trip_id'),
    routeId: need(row, 'route_id'),
    directionId: row.cell('direction_id'),
  }));
  const stops = new Map<string, ScheduledStop[]>(trips.map(({ tripId }) => [tripId, []]));
  await readTable(stopTimesFile, ['trip_id', 'stop_id', 'stop_sequence', 'arrival_time'], (row) => {
    const ofTrip = stops.get(need(row, 'trip_id'));
    if (ofTrip === undefined) throw new RowFlaw(`trip_id ${row.cell('trip_id')} is not in ${tripsFile}`);
    ofTrip.push(readStop(row));
  });
  return new Map(
    trips.map((trip) => [
      trip.tripId,
      { ...trip, stops: inOrder(stopTimesFile, trip.tripId, stops.get(trip.tripId) ?? []) },
    ]),
  );
}

function readStop(row: TableRow): ScheduledStop {
  return {
    stopSequence: readWhole(row, 'stop_sequence'),
    stopId: need(row, 'stop_id'),
    arrivalS: readClock(row, 'arrival_time'),
    departureS: readClock(row, 'departure_time'),
    alongM: readMetres(row, 'shape_dist_traveled'),
  };
}

function inOrder(file: string, tripId: string, stops: ScheduledStop[]): ScheduledStop[] {
  stops.sort((one, other) => one.stopSequence - other.stopSequence);
  let time = Number.NEGATIVE_INFINITY;
  for (const [index, { stopSequence, arrivalS, departureS }] of stops.entries()) {
    const fail = (reason: string): never => {
      throw new CommandFailure(`${file}, trip ${tripId}, stop_sequence ${stopSequence}: ${reason}`);
    };
    if (stops[index - 1]?.stopSequence === stopSequence) fail('stands there twice; each stop needs its own');
    if (arrivalS !== null && arrivalS < time) fail('arrival_time is before the stop before was left');
    time = Math.max(time, arrivalS ?? time);
    if (departureS !== null && departureS < time) fail('departure_time is before arrival_time');
    time = Math.max(time, departureS ?? time);
  }
  return stops;
}

/** Seconds since midnight of a cell `HH:MM:SS`, past 24:00 too; null when it is empty. */
export function readClock({ cell }: TableRow, column: string): number | null {
  const text = cell(column);
  if (text === '') return null;
  const [, hours, minutes, seconds] = CLOCK.exec(text) ?? [];
  if (hours === undefined) throw new RowFlaw(`${column} takes HH:MM:SS such as 07:05:00; "${text}" is none`);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function readWhole(row: TableRow, column: string): number {
  const text = need(row, column);
  if (!/^\d{1,6}$/.test(text)) throw new RowFlaw(`${column} takes a whole number; "${text}" is none`);
  return Number(text);
}

function readMetres({ cell }: TableRow, column: string): number | null {
  const text = cell(column);
  if (text === '') return null;
  const metres = Number(text);
  if (!Number.isFinite(metres) || metres < 0)
    throw new RowFlaw(`${column} takes a distance of at least 0; "${text}" is none`);
  return metres;
}
