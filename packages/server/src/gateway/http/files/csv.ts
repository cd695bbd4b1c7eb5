import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';

/** Columns of the file, in order, and the text of each. Unknown measurements are empty. */
const COLUMNS: readonly (readonly [name: string, text: (fix: Fix) => string])[] = [
  ['vehicleId', (fix) => quoted(fix.vehicleId)],
  ['time', (fix) => isoTime(fix.time)],
  ['receivedAt', (fix) => isoTime(fix.receivedAt)],
  ['latitude', (fix) => String(fix.latitude)],
  ['longitude', (fix) => String(fix.longitude)],
  ['accuracy', (fix) => numberOrEmpty(fix.accuracy)],
  ['speed', (fix) => numberOrEmpty(fix.speed)],
  ['heading', (fix) => numberOrEmpty(fix.heading)],
  ['altitude', (fix) => numberOrEmpty(fix.altitude)],
  ['flags', (fix) => (fix.future === true ? 'future' : '')],
];

/** A track as CSV (RFC 4180) with a header, one text per chunk of fixes. */
export async function* csvFile(chunks: AsyncIterable<readonly Fix[]>): AsyncGenerator<string> {
  let head = line(COLUMNS.map(([name]) => name));
  for await (const fixes of chunks) {
    yield head + fixes.map((fix) => line(COLUMNS.map(([, text]) => text(fix)))).join('');
    head = '';
  }
  if (head !== '') yield head;
}

function line(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}

/** An id may start with `-` or `@`, which spreadsheets would calculate: quoting keeps it one cell of text. */
function quoted(text: string): string {
  return /^[A-Za-z0-9]/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function numberOrEmpty(value: number | null | undefined): string {
  return value == null ? '' : String(value);
}
