import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GTFS_MAX, WaycastError } from '@waycast/contract';
import { CsvError, type Parser, parse } from 'csv-parse';
import type { Findings } from './findings.ts';
import { damaged, type Feed } from './open-feed.ts';

const MAX_RECORD = 65_536;
/** Bytes that are parsed before others have their turn: some hundred rows. */
const PIECE = 16_384;

/** A row of a file. */
export interface Row {
  /** Its line in the file. */
  readonly row: number;
  /** The cell of a column without spaces around it; empty where the file has no such column. */
  cell(column: string): string;
}

/** A file of a feed, as it is to be read. */
export interface Table {
  readonly file: string;
  /** Columns that it must have. */
  readonly required: readonly string[];
  /** Called for each row below the header, in order. May not keep the row, which the next call changes. */
  readonly take: (row: Row) => void;
  /** Columns that the file has besides matter to the caller. */
  readonly header?: (columns: ReadonlySet<string>) => void;
}

/** Reads a file that the feed has, a piece at a time. What is wrong with it as CSV is among the findings. */
export async function readTable(
  feed: Feed,
  { file, required, take, header }: Table,
  findings: Findings,
): Promise<void> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: MAX_RECORD,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const columns = new Map<string, number>();
  let cells: readonly string[] = [];
  let line = 1;
  let rows = -1;
  const row: Row = {
    get row() {
      return line;
    },
    cell: (column) => cells[columns.get(column) ?? -1]?.trim() ?? '',
  };
  parser.on('data', (entry: { readonly record: string[]; readonly info: { readonly lines: number } }) => {
    cells = entry.record;
    line = entry.info.lines;
    rows += 1;
    if (rows > GTFS_MAX.rows) parser.destroy(tooManyRows(file));
    else if (rows > 0) taken(parser, take, row);
    else if (readHeader(file, cells, required, columns, findings)) header?.(new Set(columns.keys()));
    else parser.destroy(new Unreadable());
  });
  try {
    await pipeline(Readable.from(piecesOf(await feed.read(file), file)), parser);
    if (rows === -1)
      findings.error(
        { file, row: 1 },
        'is empty',
        `Let the first line name the columns: ${required.join(',')}.`,
      );
  } catch (error) {
    if (error instanceof CsvError)
      findings.error(
        { file, row: lineOf(error) },
        `no CSV from here on: ${error.message}`.slice(0, 300),
        'Look for a double quote that is not closed or stands within a cell; write it twice there.',
      );
    else if (error instanceof NotUtf8) findings.error({ file }, 'is not UTF-8', 'Save the file as UTF-8.');
    else if (!(error instanceof Unreadable)) throw error;
  }
}

/** What `take` throws in the parser's turn would have no one to catch it. */
function taken(parser: Parser, take: Table['take'], row: Row): void {
  try {
    take(row);
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The header is not as it must be; that has been told. */
class Unreadable extends Error {}
class NotUtf8 extends Error {}

function readHeader(
  file: string,
  names: readonly string[],
  required: readonly string[],
  columns: Map<string, number>,
  findings: Findings,
): boolean {
  for (const [at, name] of names.entries()) columns.set(name.trim().toLowerCase(), at);
  const missing = required.filter((column) => !columns.has(column));
  for (const column of missing)
    findings.error({ file, row: 1, column }, 'the header has no such column', `Add the column ${column}.`);
  return missing.length === 0;
}

/** Text in pieces; between them others have their turn. */
async function* piecesOf(bytes: Readable, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (piece?: Buffer): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new NotUtf8(file);
    }
  };
  try {
    for await (const chunk of bytes) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('A zip file is read as bytes.');
      for (let at = 0; at < chunk.length; at += PIECE) {
        yield decode(chunk.subarray(at, at + PIECE));
        await nextTurn();
      }
    }
  } catch (error) {
    if (error instanceof NotUtf8) throw error;
    damaged(error);
  }
  yield decode();
}

function lineOf(error: CsvError): number {
  return typeof error.lines === 'number' ? error.lines : 1;
}

function tooManyRows(file: string): WaycastError {
  const message = `${file} has more than ${GTFS_MAX.rows} rows; split the feed by routes and import the parts`;
  return new WaycastError('too_large', message);
}
