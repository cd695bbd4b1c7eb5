import { setImmediate as nextTurn } from 'node:timers/promises';
import { IMPORT_MAX, type ImportReport, isId, WaycastError } from '@waycast/contract';
import { CellError, type CsvColumn, type CsvKind } from './csv-kind.ts';
import { CsvFlaw, type CsvRow, csvRows, plainCell } from './csv-text.ts';

export type RowError = ImportReport['errors'][number];

/** A row that can be entered. */
export interface ReadRow<D> {
  readonly row: number;
  readonly id: string;
  /** Of the file's columns. */
  readonly description: D;
}

/** What a file holds. */
export interface ReadFile<D> {
  /** Rows below the header, good and bad. */
  readonly count: number;
  readonly rows: readonly ReadRow<D>[];
  readonly errors: readonly RowError[];
}

/** After so many rows others have their turn. */
const ROWS_A_TURN = 200;
const VALUE_SHOWN = 60;
const ID_REMEDY = 'Write 1–128 characters of A-Z a-z 0-9 . _ ~ @ -';

interface Header<F> {
  /** Where the id stands. */
  readonly id: number;
  readonly columns: readonly { readonly at: number; readonly column: CsvColumn<F> }[];
  readonly width: number;
}

/** Reads a file of one kind. Rejects with `too_large` for one with too many rows. */
export async function readCsv<F, D>(kind: CsvKind<F, D>, text: string): Promise<ReadFile<D>> {
  const rows: ReadRow<D>[] = [];
  const errors: RowError[] = [];
  const firstRows = new Map<string, number>();
  let header: Header<F> | undefined;
  let count = 0;
  try {
    for await (const line of csvRows(text)) {
      if (header === undefined) {
        header = readHeader(kind, line, errors);
        if (header === undefined) return { count, rows, errors };
        continue;
      }
      count += 1;
      if (count > IMPORT_MAX.rows) throw tooManyRows();
      if (count % ROWS_A_TURN === 0) await nextTurn();
      const read = readRow(kind, header, line, errors);
      if (read !== undefined && isFirst(read, kind.id, firstRows, errors)) rows.push(read);
    }
  } catch (error) {
    if (!(error instanceof CsvFlaw)) throw error;
    errors.push(flawOf(error));
  }
  if (header === undefined && errors.length === 0) errors.push(noHeader(kind));
  return { count, rows, errors };
}

function readHeader<F, D>(
  kind: CsvKind<F, D>,
  { row, cells }: CsvRow,
  errors: RowError[],
): Header<F> | undefined {
  const before = errors.length;
  const all = [kind.id, ...kind.columns.map(({ name }) => name)].join(', ');
  const names = cells.map(plainName);
  const columns: { at: number; column: CsvColumn<F> }[] = [];
  for (const [at, name] of names.entries()) {
    const cell = cells[at] ?? '';
    const column = kind.columns.find((one) => plainName(one.name) === name);
    const remedy = `The columns are ${all}. Rename this one or leave it out.`;
    if (names.indexOf(name) !== at)
      errors.push({ row, column: cell, value: shown(cell), reason: 'is there twice', remedy });
    else if (column !== undefined) columns.push({ at, column });
    else if (!isIdName(kind, name))
      errors.push({ row, column: cell, value: shown(cell), reason: 'is no column of this kind', remedy });
  }
  const id = names.findIndex((name) => isIdName(kind, name));
  if (id === -1) errors.push(noHeader(kind));
  return errors.length > before ? undefined : { id, columns, width: cells.length };
}

function readRow<F, D>(
  kind: CsvKind<F, D>,
  header: Header<F>,
  { row, cells }: CsvRow,
  errors: RowError[],
): ReadRow<D> | undefined {
  const before = errors.length;
  const wrong = (column: string, value: string, reason: string, remedy: string): void =>
    void errors.push({ row, column, value: shown(value), reason, remedy });
  if (cells.length > header.width) {
    const remedy = 'Put cells that contain a comma or semicolon between double quotes.';
    errors.push({
      row,
      column: null,
      value: null,
      reason: `has ${cells.length} cells, and the header ${header.width}`,
      remedy,
    });
    return undefined;
  }
  const id = plainCell((cells[header.id] ?? '').trim());
  if (!isId(id)) wrong(kind.id, id, id === '' ? 'is missing' : 'is no id', ID_REMEDY);
  const description: Record<string, unknown> = {};
  for (const { at, column } of header.columns) {
    const cell = plainCell(cells[at] ?? '');
    try {
      description[column.name] = column.read(cell);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      wrong(column.name, cell, error.message, column.remedy);
    }
  }
  const decoded = kind.schema.safeParse(description);
  for (const { path, message } of decoded.error?.issues ?? []) {
    const found = header.columns.find(({ column }) => column.name === path[0]);
    wrong(String(path[0] ?? ''), cells[found?.at ?? -1] ?? '', message, found?.column.remedy ?? '');
  }
  return decoded.success && errors.length === before ? { row, id, description: decoded.data } : undefined;
}

function isFirst(
  { row, id }: ReadRow<unknown>,
  column: string,
  firstRows: Map<string, number>,
  errors: RowError[],
): boolean {
  const first = firstRows.get(id);
  if (first === undefined) {
    firstRows.set(id, row);
    return true;
  }
  const reason = `stands in line ${first} already`;
  errors.push({ row, column, value: id, reason, remedy: 'Keep one of the two lines.' });
  return false;
}

/** `vehicleId`, `vehicle_id` and `Vehicle ID` are one name. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function isIdName(kind: { readonly id: string }, name: string): boolean {
  return name === plainName(kind.id) || name === 'id';
}

function noHeader<F, D>(kind: CsvKind<F, D>): RowError {
  return {
    row: 1,
    column: kind.id,
    value: null,
    reason: `the header names no column ${kind.id}`,
    remedy: `Let the first line name the columns: ${[kind.id, ...kind.columns.map(({ name }) => name)].join(',')}`,
  };
}

function flawOf({ row, message }: CsvFlaw): RowError {
  const remedy = 'Look for a double quote that is not closed or stands within a cell; write it twice there.';
  return { row, column: null, value: null, reason: `no CSV from here on: ${message}`.slice(0, 300), remedy };
}

function tooManyRows(): WaycastError {
  return new WaycastError(
    'too_large',
    `the file has more than ${IMPORT_MAX.rows} rows; split it, and import the parts one after the other`,
  );
}

function shown(value: string): string {
  return value.length <= VALUE_SHOWN ? value : `${value.slice(0, VALUE_SHOWN)}…`;
}
