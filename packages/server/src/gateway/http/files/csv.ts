import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { csvLine, numberOrEmpty, quotedId } from './csv-line.ts';

/** Columns of the file, in order, and the text of each. Unknown measurements are empty. */
const COLUMNS: readonly (readonly [name: string, text: (fix: Fix) => string])[] = [
  ['vehicleId', (fix) => quotedId(fix.vehicleId)],
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
  let head = csvLine(COLUMNS.map(([name]) => name));
  for await (const fixes of chunks) {
    yield head + fixes.map((fix) => csvLine(COLUMNS.map(([, text]) => text(fix)))).join('');
    head = '';
  }
  if (head !== '') yield head;
}
