import type { Fix } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { parseTime } from '../replay/parse-time.ts';
import { offsetOf } from './read-calls.ts';
import { readClock } from './read-schedule.ts';
import { need, RowFlaw, readTable, type TableRow } from './read-table.ts';

/** A position of a vehicle that says which trip it serves. */
interface PositionRow {
  /** Of the trip and the vehicle that serves it. */
  readonly run: string;
  readonly tripId: string;
  readonly fix: Fix;
  /** Of the clock that its time is written in, ms. */
  readonly offsetMs: number;
}

/** One vehicle on one trip. */
export interface DrivenTrip {
  readonly tripId: string;
  /** By ascending time, each moment once. */
  readonly fixes: readonly Fix[];
  readonly offsetMs: number;
}

/** A stop of a schedule without shapes. */
export interface TimedStop extends LatLng {
  readonly stopId: string;
  /** Since midnight, past 24:00 too. */
  readonly arrivalS: number;
}

/** Positions with columns `vehicle_id`, `trip_id`, `timestamp`, `latitude` and `longitude`. */
export async function readDriven(file: string): Promise<DrivenTrip[]> {
  const columns = ['vehicle_id', 'trip_id', 'timestamp', 'latitude', 'longitude'];
  const rows = await readTable(file, columns, readPosition);
  return [...Map.groupBy(rows, ({ run }) => run).values()].flatMap((ofRun) => {
    const [first] = ofRun;
    if (first === undefined) return [];
    const once = new Map(ofRun.map(({ fix }) => [fix.time, fix]));
    const fixes = [...once.values()].sort((a, b) => a.time - b.time);
    return [{ tripId: first.tripId, offsetMs: first.offsetMs, fixes }];
  });
}

function readPosition(row: TableRow): PositionRow {
  const [vehicleId, tripId, text] = [need(row, 'vehicle_id'), need(row, 'trip_id'), need(row, 'timestamp')];
  const time = parseTime(text);
  const offset = offsetOf(text);
  if (time === undefined || offset === undefined)
    throw new RowFlaw(
      `timestamp takes a time with its offset such as 2015-03-07T10:03:34-06:00; "${text}" is none`,
    );
  const place = { latitude: degrees(row, 'latitude', 90), longitude: degrees(row, 'longitude', 180) };
  const offsetMs = Date.parse('1970-01-01T00:00:00Z') - Date.parse(`1970-01-01T00:00:00${offset}`);
  const fix = { vehicleId, ...place, time, receivedAt: time, accuracy: null };
  return { run: `${tripId} ${vehicleId}`, tripId, fix, offsetMs };
}

/** Stops of trips by their times: a schedule has `trip_id`, `stop_id` and `arrival_time`, stops their places. */
export async function readTimedStops(
  scheduleFile: string,
  stopsFile: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly TimedStop[]>> {
  const places = new Map<string, LatLng>();
  await readTable(stopsFile, ['stop_id', 'stop_lat', 'stop_lon'], (row) =>
    places.set(need(row, 'stop_id'), {
      latitude: degrees(row, 'stop_lat', 90),
      longitude: degrees(row, 'stop_lon', 180),
    }),
  );
  const trips = new Map<string, TimedStop[]>();
  await readTable(scheduleFile, ['trip_id', 'stop_id', 'arrival_time'], (row) => {
    const [tripId, stopId] = [need(row, 'trip_id'), need(row, 'stop_id')];
    const arrivalS = wanted.has(tripId) ? readClock(row, 'arrival_time') : null;
    if (arrivalS === null) return;
    const place = places.get(stopId);
    if (place === undefined) throw new RowFlaw(`stop_id ${stopId} is not in ${stopsFile}`);
    const stops = trips.get(tripId) ?? [];
    trips.set(tripId, stops);
    stops.push({ stopId, arrivalS, ...place });
  });
  for (const stops of trips.values()) stops.sort((a, b) => a.arrivalS - b.arrivalS);
  return trips;
}

function degrees(row: TableRow, column: string, most: number): number {
  const text = need(row, column);
  const value = Number(text);
  if (!(Math.abs(value) <= most))
    throw new RowFlaw(`${column} takes degrees from -${most} to ${most}; "${text}" is none`);
  return value;
}
