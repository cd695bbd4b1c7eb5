import { IMPORT_MAX, type ImportReport } from '@waycast/contract';
import type { WriteVerdict } from '../../ports/registry.ts';
import type { RowError } from './read-csv.ts';

/** What became of a file's rows, with the first of its errors. */
export function importReport(
  rows: number,
  verdicts: readonly WriteVerdict[],
  errors: readonly RowError[],
  applied: boolean,
): ImportReport {
  const of = (wanted: WriteVerdict): number => verdicts.filter((verdict) => verdict === wanted).length;
  return {
    rows,
    created: of('created'),
    changed: of('changed'),
    unchanged: of('unchanged'),
    applied,
    errorCount: errors.length,
    errors: [...errors].sort((a, b) => a.row - b.row).slice(0, IMPORT_MAX.errors),
  };
}
