import type { ReportedStop, ReportedTrip, VehicleDay } from '@waycast/contract';
import { csvLine, numberOrEmpty, quotedId } from './csv-line.ts';

type Cell = string | number | boolean | null;
/** Columns of a report's file, in order, and what stands in each. */
export type ReportColumns<Item> = readonly (readonly [name: string, of: (item: Item) => Cell])[];

export const TRIP_COLUMNS: ReportColumns<ReportedTrip> = [
  ['vehicleId', (trip) => trip.vehicleId],
  ['startsAt', (trip) => trip.startsAt],
  ['endsAt', (trip) => trip.endsAt],
  ['durationS', (trip) => trip.durationS],
  ['distanceM', (trip) => trip.distanceM],
  ['averageSpeed', (trip) => trip.averageSpeed],
  ['maxSpeed', (trip) => trip.maxSpeed],
  ['fromLatitude', (trip) => trip.from.latitude],
  ['fromLongitude', (trip) => trip.from.longitude],
  ['toLatitude', (trip) => trip.to?.latitude ?? null],
  ['toLongitude', (trip) => trip.to?.longitude ?? null],
  ['inferred', (trip) => trip.inferred],
];

export const STOP_COLUMNS: ReportColumns<ReportedStop> = [
  ['vehicleId', (stop) => stop.vehicleId],
  ['startsAt', (stop) => stop.startsAt],
  ['endsAt', (stop) => stop.endsAt],
  ['durationS', (stop) => stop.durationS],
  ['idlingS', (stop) => stop.idlingS],
  ['latitude', (stop) => stop.latitude],
  ['longitude', (stop) => stop.longitude],
  ['inferred', (stop) => stop.inferred],
];

export const DAY_COLUMNS: ReportColumns<VehicleDay> = [
  ['vehicleId', (day) => day.vehicleId],
  ['day', (day) => day.day],
  ['distanceM', (day) => day.distanceM],
  ['movingS', (day) => day.movingS],
  ['standingS', (day) => day.standingS],
  ['idlingS', (day) => day.idlingS],
  ['maxSpeed', (day) => day.maxSpeed],
  ['trips', (day) => day.trips],
  ['stops', (day) => day.stops],
  ['overspeeds', (day) => day.overspeeds],
  ['firstFixAt', (day) => day.firstFixAt],
  ['lastFixAt', (day) => day.lastFixAt],
  ['fixes', (day) => day.fixes],
  ['ignored', (day) => day.ignored],
];

/** A report as CSV (RFC 4180) with a header, one text per page. */
export async function* reportCsv<Item>(
  columns: ReportColumns<Item>,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  let head = csvLine(columns.map(([name]) => name));
  for await (const items of pages) {
    yield head + items.map((item) => csvLine(columns.map(([, of]) => cellText(of(item))))).join('');
    head = '';
  }
  if (head !== '') yield head;
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return quotedId(cell);
  return typeof cell === 'boolean' ? String(cell) : numberOrEmpty(cell);
}
