import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { messageOf } from '../failure.ts';
import { FIELD_NAMES, type FieldColumns, findColumns } from './fields.ts';
import { toFinding } from './raw-fix.ts';
import type { Finding, Reader, ReadingOptions } from './recording.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** A first line longer than this is no header. */
const HEADER_MAX = 65_536;

/** Rows of a CSV file whose first line names the columns; commas, semicolons, tabs or bars between them. */
export const readCsv: Reader = async function* (text, options) {
  const { header, whole } = await peekHeader(text);
  const parser = Readable.from(whole).pipe(
    parse({
      delimiter: delimiterOf(header),
      bom: true,
      info: true,
      trim: true,
      max_record_size: HEADER_MAX,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
  );
  try {
    yield* readRows(parser, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield {
      flaw: {
        where: `line ${error.lines ?? '?'}`,
        reason: `not CSV: ${messageOf(error)}; the rest was not read`,
      },
    };
  }
};

async function* readRows(parser: AsyncIterable<unknown>, options: ReadingOptions): AsyncIterable<Finding> {
  let columns: Map<keyof FieldColumns, number> | undefined;
  for await (const entry of parser) {
    const { record, line } = toRow(entry);
    if (columns !== undefined) {
      yield toFinding(rawFix(record, columns), `line ${line}`, options);
      continue;
    }
    columns = indexColumns(record, options);
    const missing = (['latitude', 'longitude', 'time'] as const).filter(
      (field) => columns?.has(field) !== true,
    );
    if (missing.length === 0) continue;
    const reason = `no column for ${missing.join(' and ')} among ${record.join(', ').slice(0, 200)}; name them with --map`;
    yield { flaw: { where: `line ${line}`, reason } };
    return;
  }
}

function indexColumns(header: readonly string[], options: ReadingOptions): Map<keyof FieldColumns, number> {
  const columns = findColumns(header, options.columns);
  const index = new Map<keyof FieldColumns, number>();
  for (const field of FIELD_NAMES) {
    const column = columns[field];
    if (column !== undefined) index.set(field, header.indexOf(column));
  }
  return index;
}

function rawFix(record: readonly string[], columns: ReadonlyMap<keyof FieldColumns, number>) {
  const cell = (field: keyof FieldColumns): string | undefined => record[columns.get(field) ?? -1];
  return {
    vehicleId: cell('vehicleId'),
    latitude: cell('latitude'),
    longitude: cell('longitude'),
    time: cell('time'),
    speed: cell('speed'),
    heading: cell('heading'),
    altitude: cell('altitude'),
    accuracy: cell('accuracy'),
  };
}

/** With `info`, the parser gives each record together with where it stands. */
function toRow(entry: unknown): { record: string[]; line: number } {
  const parts =
    typeof entry === 'object' && entry !== null && 'record' in entry && 'info' in entry ? entry : undefined;
  const record = Array.isArray(parts?.record) ? parts.record.map(String) : [];
  const info = parts?.info;
  const line = typeof info === 'object' && info !== null && 'lines' in info ? Number(info.lines) : 0;
  return { record, line };
}

/** The first line, and the text with it still in front. */
async function peekHeader(
  text: AsyncIterable<string>,
): Promise<{ header: string; whole: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let start = '';
  while (!/[\r\n]/.test(start) && start.length < HEADER_MAX) {
    const next = await pieces.next();
    if (next.done) break;
    start += next.value;
  }
  async function* whole(): AsyncIterable<string> {
    yield start;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  return { header: start.split(/[\r\n]/, 1)[0] ?? '', whole: whole() };
}

function delimiterOf(header: string): string {
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}
