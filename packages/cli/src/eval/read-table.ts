import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { CommandFailure, messageOf } from '../failure.ts';
import { startsLikeGzip } from '../starts-like-gzip.ts';

/** One line of a file, by its header's names. */
export interface TableRow {
  /** In the file, from 1, the header included. */
  readonly line: number;
  /** The trimmed cell; '' when it is empty, or the file has no such column. */
  readonly cell: (column: string) => string;
}

const MOST_FLAWS = 5;
const RECORD_MAX = 65_536;

/** A row that is not what its columns say; the message is the reason. */
export class RowFlaw extends Error {}

/**
 * The rows of a CSV file whose first line names the columns, gunzipped if need be, each through `read`. Columns may
 * stand in any order, and others beside them. Rejects with CommandFailure when the file cannot be read, a required
 * column is missing, there is no row, or rows are flawed: with the line and reason of the first few.
 */
export async function readTable<T>(
  file: string,
  required: readonly string[],
  read: (row: TableRow) => T,
): Promise<T[]> {
  const results: T[] = [];
  const flaws: string[] = [];
  let flawed = 0;
  for await (const row of rowsOf(file, required)) {
    try {
      results.push(read(row));
    } catch (error) {
      if (!(error instanceof RowFlaw)) throw error;
      if (flawed++ < MOST_FLAWS) flaws.push(`${file}, line ${row.line}: ${error.message}`);
    }
  }
  if (flawed > flaws.length) flaws.push(`… and ${flawed - flaws.length} more lines like these`);
  if (flawed > 0) throw new CommandFailure(`${flaws.join('\n')}\nMend or remove these lines.`);
  if (results.length === 0) throw new CommandFailure(`${file} has no rows below its header.`);
  return results;
}

/** The cell of a column that must not be empty. */
export function need({ cell }: TableRow, column: string): string {
  const text = cell(column);
  if (text === '') throw new RowFlaw(`${column} is empty`);
  return text;
}

async function* rowsOf(file: string, required: readonly string[]): AsyncIterable<TableRow> {
  const isGzipped = await startsLikeGzip(file);
  const source = createReadStream(file);
  const bytes = isGzipped ? source.pipe(createGunzip()) : source;
  const parser = bytes.pipe(
    parse({
      bom: true,
      info: true,
      trim: true,
      max_record_size: RECORD_MAX,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  for (const stream of new Set([source, bytes]))
    stream.once('error', (error: Error) => parser.destroy(error));
  let columns: ReadonlyMap<string, number> | undefined;
  try {
    for await (const entry of parser) {
      const { record, line } = toRecord(entry);
      if (columns === undefined) columns = columnsOf(file, record, required);
      else yield toRow(record, line, columns);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const where = error instanceof CsvError ? `, line ${error.lines ?? '?'}` : '';
    throw new CommandFailure(`${file}${where} cannot be read: ${messageOf(error)}`);
  } finally {
    source.destroy();
  }
}

function columnsOf(file: string, header: string[], required: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map(header.map((name, index) => [name, index]));
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length === 0) return columns;
  const found = header.join(', ').slice(0, 200);
  throw new CommandFailure(
    `${file} has no column ${missing.join(' and no ')}; its first line has to name it. It names: ${found}`,
  );
}

function toRow(record: string[], line: number, columns: ReadonlyMap<string, number>): TableRow {
  return { line, cell: (column) => record[columns.get(column) ?? -1] ?? '' };
}

/** With `info`, the parser gives each record together with where it stands. */
function toRecord(entry: unknown): { record: string[]; line: number } {
  const parts = typeof entry === 'object' && entry !== null ? entry : {};
  const record: unknown = 'record' in parts ? parts.record : undefined;
  const info: unknown = 'info' in parts ? parts.info : undefined;
  const line = typeof info === 'object' && info !== null && 'lines' in info ? Number(info.lines) : 0;
  return { record: Array.isArray(record) ? record.map(String) : [], line };
}
