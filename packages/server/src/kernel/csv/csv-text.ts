import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

const DELIMITERS = [',', ';', '\t'] as const;
const MAX_RECORD = 65_536;
/** Bytes: the parser takes a piece at a time, so that others have their turn in between. */
const PIECE = 32_768;
const BYTE_ORDER_MARK = '\ufeff';
/** What a spreadsheet would take for a formula. */
const FORMULA = /^'*[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",;\r\n\t]|^\s|\s$/;

/** A line of a file that is no CSV from there on. */
export class CsvFlaw extends Error {
  readonly row: number;

  constructor(row: number, message: string) {
    super(message);
    this.row = row;
  }
}

/** A row and its line in the file. */
export interface CsvRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a text, the header first; commas, semicolons or tabs between the cells, whatever stands most often in the
 * first line. Empty lines are left out. Throws CsvFlaw.
 */
export async function* csvRows(text: string): AsyncGenerator<CsvRow> {
  const parser = Readable.from(piecesOf(Buffer.from(text))).pipe(
    parse({
      delimiter: delimiterOf(text),
      bom: true,
      info: true,
      max_record_size: MAX_RECORD,
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  );
  try {
    for await (const entry of parser) yield toRow(entry);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    throw new CsvFlaw(line, error.message);
  } finally {
    parser.destroy();
  }
}

/** One line with its end. Cells that a spreadsheet would calculate get an apostrophe, which `plainCell` takes off. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** What an exported file begins with: some spreadsheets read UTF-8 only after it. */
export const CSV_START: string = BYTE_ORDER_MARK;

/** A cell as it was before `csvLine`, and without the apostrophe that people write for the same reason. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function delimiterOf(text: string): string {
  const [header = ''] = text.slice(0, MAX_RECORD).split(/[\r\n]/, 1);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** With `info`, the parser gives each record together with where it ends. */
function toRow(entry: unknown): CsvRow {
  const parts = typeof entry === 'object' && entry !== null ? entry : {};
  const record: unknown = 'record' in parts ? parts.record : undefined;
  const info: unknown = 'info' in parts ? parts.info : undefined;
  const row = typeof info === 'object' && info !== null && 'lines' in info ? Number(info.lines) : 1;
  return { row, cells: Array.isArray(record) ? record.map(String) : [] };
}
