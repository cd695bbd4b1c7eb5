import { parseTime } from '../replay/parse-time.ts';
import { need, RowFlaw, readTable, type TableRow } from './read-table.ts';

/** An observed call of a vehicle at a stop. */
export interface CallRow {
  readonly tripId: string;
  readonly stopId: string;
  /** Tells apart the vehicles that serve one trip; '' when the file has no column for it. */
  readonly vehicle: string;
  /** Epoch ms. */
  readonly at: number;
  /** The service day's midnight by the clock that the time is written in, epoch ms; null when no day is given. */
  readonly midnight: number | null;
  /** `-04:00`: of the clock that the time is written in. */
  readonly offset: string;
}

const OFFSET = /([+-])(\d\d):?(\d\d)?$/;
const DAY = /^(\d{4})-?(\d\d)-?(\d\d)$/;

/**
 * Calls with their columns `trip_id`, `stop_id`, `call_time`, and `vehicle_id` (or `run_index`) and `date` if they
 * are there. Rejects with CommandFailure, with file, line and reason.
 */
export function readCalls(file: string): Promise<CallRow[]> {
  return readTable(file, ['trip_id', 'stop_id', 'call_time'], readCall);
}

function readCall(row: TableRow): CallRow {
  const text = need(row, 'call_time');
  const at = parseTime(text);
  const offset = offsetOf(text);
  if (at === undefined || offset === undefined)
    throw new RowFlaw(
      `call_time takes a time with its offset from UTC such as 2017-05-01 17:12:08-04; "${text}" is none`,
    );
  return {
    tripId: need(row, 'trip_id'),
    stopId: need(row, 'stop_id'),
    vehicle: row.cell('vehicle_id') || row.cell('run_index'),
    at,
    midnight: midnightOf(row.cell('date'), offset),
    offset,
  };
}

/** `-04:00` of a time as text; undefined when it has none. */
export function offsetOf(text: string): string | undefined {
  if (/(z|utc)$/i.test(text)) return '+00:00';
  const [, sign, hours, minutes] = OFFSET.exec(text.slice('2017-05-01'.length)) ?? [];
  return sign === undefined ? undefined : `${sign}${hours}:${minutes ?? '00'}`;
}

function midnightOf(date: string, offset: string): number | null {
  if (date === '') return null;
  const [, year, month, day] = DAY.exec(date) ?? [];
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00${offset}`);
  if (Number.isNaN(midnight)) throw new RowFlaw(`date takes a day such as 2017-05-01; "${date}" is none`);
  return midnight;
}
