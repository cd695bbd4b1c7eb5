import { readId, readName, readNumber, readTime, toId } from './cells.ts';
import type { Findings } from './findings.ts';
import { Growing, membersOf } from './growing.ts';
import { NamedList } from './named-list.ts';
import type { Feed } from './open-feed.ts';
import type { FeedCalendar } from './read-calendars.ts';
import type { FeedStop, Shapes } from './read-places.ts';
import type { FeedRoute } from './read-routes.ts';
import { type Row, readTable } from './read-table.ts';

/** A trip of a feed; other tables by their numbers. */
export interface FeedTrip {
  readonly id: string;
  readonly row: number;
  readonly route: number;
  readonly calendarId: string;
  /** -1: none. */
  readonly shape: number;
  readonly directionId: string;
  readonly headsign: string;
  readonly name: string | null;
  /** Undefined where the feed does not say. */
  readonly vehicleId: string | null | undefined;
  readonly driverId: string | null | undefined;
}

export interface TripTables {
  readonly routes: NamedList<FeedRoute>;
  readonly calendars: NamedList<FeedCalendar>;
  readonly shapes: Shapes;
  readonly stops: NamedList<FeedStop>;
}

export async function readTrips(
  feed: Feed,
  tables: TripTables,
  findings: Findings,
): Promise<NamedList<FeedTrip>> {
  const trips = new NamedList<FeedTrip>();
  const file = 'trips.txt';
  let columns: ReadonlySet<string> = new Set();
  await readTable(
    feed,
    {
      file,
      required: ['route_id', 'service_id', 'trip_id'],
      header: (names) => {
        columns = names;
      },
      take(row) {
        const trip = readTrip(row, columns, tables, findings);
        const place = { file, row: row.row, column: 'trip_id' };
        if (trip !== undefined) trips.add(trip.id, trip, row.row, place, findings);
      },
    },
    findings,
  );
  if (feed.has('frequencies.txt')) await warnOfFrequencies(feed, trips, findings);
  return trips;
}

function readTrip(
  { row, cell }: Row,
  columns: ReadonlySet<string>,
  { routes, calendars, shapes }: TripTables,
  findings: Findings,
): FeedTrip | undefined {
  const at = (column: string) => ({ file: 'trips.txt', row, column, value: cell(column) });
  const id = readId(cell('trip_id'), at('trip_id'), findings);
  const route = routes.numberOf(toId(cell('route_id')), 'routes.txt', at('route_id'), findings);
  const calendarId = toId(cell('service_id'));
  const from = 'calendar.txt or calendar_dates.txt';
  const calendar = calendars.numberOf(calendarId, from, at('service_id'), findings);
  const shapeId = toId(cell('shape_id'));
  const shape =
    cell('shape_id') === '' ? -1 : shapes.ids.numberOf(shapeId, 'shapes.txt', at('shape_id'), findings);
  const idOf = (column: string): string | null | undefined => {
    if (!columns.has(column)) return undefined;
    return cell(column) === '' ? null : (readId(cell(column), at(column), findings) ?? null);
  };
  const [vehicleId, driverId] = [idOf('waycast_vehicle_id'), idOf('waycast_driver_id')];
  if (id === undefined || route === undefined || calendar === undefined || shape === undefined)
    return undefined;
  const headsign = readName(cell('trip_headsign'));
  const name = readName(cell('trip_short_name')) || headsign || null;
  return {
    id,
    row,
    route,
    calendarId,
    shape,
    directionId: cell('direction_id'),
    headsign,
    name,
    vehicleId,
    driverId,
  };
}

async function warnOfFrequencies(feed: Feed, trips: NamedList<FeedTrip>, findings: Findings): Promise<void> {
  const file = 'frequencies.txt';
  await readTable(
    feed,
    {
      file,
      required: ['trip_id'],
      take({ row, cell }) {
        const place = { file, row, column: 'trip_id', value: cell('trip_id') };
        if (trips.numberOf(toId(cell('trip_id')), 'trips.txt', place, findings) === undefined) return;
        const remedy = 'Write each run as a trip of its own with its times.';
        findings.warn(
          place,
          'runs at intervals are not supported; it was taken once, at its stop times',
          remedy,
        );
      },
    },
    findings,
  );
}

/** One time of a trip at a stop. */
export interface FeedTime {
  readonly row: number;
  readonly sequence: number;
  /** Number of the stop. */
  readonly stop: number;
  /** Seconds; undefined: between the times around it. */
  readonly arrivalS: number | undefined;
  readonly departureS: number | undefined;
}

const NO_TIME = -1;

/** The stop times of a feed: for each trip those in order of their sequence, undefined for a trip that has a flaw. */
export async function readStopTimes(
  feed: Feed,
  trips: NamedList<FeedTrip>,
  stops: NamedList<FeedStop>,
  findings: Findings,
): Promise<(trip: number) => FeedTime[] | undefined> {
  const file = 'stop_times.txt';
  const flawed = new Set<number>();
  const [tripNumbers, stopNumbers, rows] = [
    new Growing('uint32'),
    new Growing('uint32'),
    new Growing('uint32'),
  ];
  const [sequences, arrivals, departures] = [
    new Growing('float64'),
    new Growing('int32'),
    new Growing('int32'),
  ];
  await readTable(
    feed,
    {
      file,
      required: ['trip_id', 'arrival_time', 'departure_time', 'stop_id', 'stop_sequence'],
      take({ row, cell }) {
        const before = findings.errorCount;
        const at = (column: string) => ({ file, row, column, value: cell(column) });
        const trip = trips.numberOf(toId(cell('trip_id')), 'trips.txt', at('trip_id'), findings);
        const stop = stops.numberOf(toId(cell('stop_id')), 'stops.txt', at('stop_id'), findings);
        const sequence = readNumber(
          cell('stop_sequence'),
          { min: 0, max: 2 ** 31 },
          at('stop_sequence'),
          findings,
        );
        const arrivalS = readTime(cell('arrival_time'), at('arrival_time'), findings);
        const departureS = readTime(cell('departure_time'), at('departure_time'), findings);
        if (findings.errorCount > before && trip !== undefined) flawed.add(trip);
        if (trip === undefined || stop === undefined) return;
        tripNumbers.push(trip);
        stopNumbers.push(stop);
        rows.push(row);
        sequences.push(sequence);
        arrivals.push(arrivalS ?? departureS ?? NO_TIME);
        departures.push(departureS ?? arrivalS ?? NO_TIME);
      },
    },
    findings,
  );
  const members = membersOf(tripNumbers, trips.items.length);
  const timeOf = (seconds: number) => (seconds === NO_TIME ? undefined : seconds);
  return (trip) => {
    if (flawed.has(trip)) return undefined;
    return Array.from(members(trip), (at) => ({
      row: rows.at(at),
      sequence: sequences.at(at),
      stop: stopNumbers.at(at),
      arrivalS: timeOf(arrivals.at(at)),
      departureS: timeOf(departures.at(at)),
    })).sort((a, b) => a.sequence - b.sequence);
  };
}
