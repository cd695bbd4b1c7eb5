import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { PlanReading, PlanStore } from '../../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../../ports/tenants.ts';
import type { FeedTable } from './feed-table.ts';
import { feedTables } from './feed-tables.ts';

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
const ROWS_A_PIECE = 500;

export interface ExportParts {
  readonly store: PlanStore;
  readonly tenants: Tenants;
  readonly publicUrl: string | undefined;
}

/** A tenant's plan as a GTFS zip, made as it is read. Rejects while the database is away. */
export async function exportGtfs(
  { store, tenants, publicUrl }: ExportParts,
  tenant: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { timeZone } = await tenants.settings(tenant);
  const plan = store.reading(tenant);
  const tables = feedTables({ tenant, timeZone, url: publicUrl ?? 'http://localhost:3000' });
  const zip = new ZipFile();
  const out = zip.outputStream.pipe(new PassThrough());
  for (const table of tables)
    zip.addReadStreamLazy(table.file, (done) => {
      const text = Readable.from(textOf(table, plan), { objectMode: false });
      // Nobody would hear of it otherwise, and the answer would never end.
      text.on('error', (error) => out.destroy(error));
      done(null, text);
    });
  zip.end();
  return out;
}

async function* textOf({ columns, rows }: FeedTable, plan: PlanReading): AsyncGenerator<string> {
  let piece = [lineOf(columns)];
  for await (const cells of rows(plan)) {
    if (piece.length >= ROWS_A_PIECE) {
      yield piece.join('');
      piece = [];
    }
    piece.push(lineOf(cells));
  }
  yield piece.join('');
}

function lineOf(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => quoted(String(cell ?? ''))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
