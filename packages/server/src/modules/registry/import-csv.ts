import type { ImportReport } from '@waycast/contract';
import type { CsvKind } from '../../kernel/csv/csv-kind.ts';
import { CSV_START, csvLine } from '../../kernel/csv/csv-text.ts';
import { importReport } from '../../kernel/csv/import-report.ts';
import { type ReadRow, type RowError, readCsv } from '../../kernel/csv/read-csv.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Entries, MissingGroup } from '../../ports/registry.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { Describing } from './descriptions.ts';
import { fullError, type KindWords } from './entry-desk.ts';

export interface ImportParts<F, D> {
  readonly entries: Entries<F>;
  readonly describing: Describing<F, D>;
  readonly files: CsvKind<F, D>;
  readonly words: KindWords;
  readonly tenants: Tenants;
  readonly clock: Clock;
}

/** Enters the rows of a file in one transaction, or none of them where one is wrong. */
export async function importCsv<F, D>(
  { entries, describing, files, words, tenants, clock }: ImportParts<F, D>,
  tenant: string,
  csv: string,
  dryRun: boolean,
): Promise<ImportReport> {
  const { count: rowCount, rows, errors } = await readCsv(files, csv);
  const { [words.limit]: max } = await tenants.settings(tenant);
  const now = clock.now();
  const outcome = await entries.write(
    tenant,
    rows.map(({ id }) => id),
    (_id, before, index) => {
      const row = rows[index];
      if (row === undefined) throw new RangeError(`there is no row ${index}`);
      return describing.merge(before, row.description, now);
    },
    { max, dryRun: dryRun || errors.length > 0 },
  );
  switch (outcome.kind) {
    case 'full':
      throw fullError(words, outcome.count, max, outcome.created);
    case 'groups missing':
      return importReport(
        rowCount,
        [],
        [...errors, ...outcome.missing.map((one) => missingGroup(one, rows))],
        false,
      );
    case 'written':
      return importReport(rowCount, outcome.verdicts, errors, !dryRun && errors.length === 0);
  }
}

function missingGroup({ index, group }: MissingGroup, rows: readonly ReadRow<unknown>[]): RowError {
  return {
    row: rows[index]?.row ?? 1,
    column: 'groups',
    value: group,
    reason: `there is no group ${group}`,
    remedy: 'Create the group first (or import groups before vehicles), or correct its id.',
  };
}

const ENTRIES_A_PAGE = 1000;

/** All entries of a kind in the file's format, a page at a time. */
export async function* exportCsv<F, D>(
  entries: Entries<F>,
  { id, columns }: CsvKind<F, D>,
  tenant: string,
): AsyncGenerator<string> {
  yield CSV_START + csvLine([id, ...columns.map(({ name }) => name)]);
  for (let after: string | undefined; ; ) {
    const page = await entries.page(tenant, after === undefined ? {} : { after }, ENTRIES_A_PAGE);
    if (page.length > 0)
      yield page
        .map((entry) => csvLine([entry.id, ...columns.map(({ write }) => write(entry.fields))]))
        .join('');
    after = page.at(-1)?.id;
    if (page.length < ENTRIES_A_PAGE) return;
  }
}
