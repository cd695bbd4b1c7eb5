import { GTFS_MAX, type RowProblem } from '@waycast/contract';

const VALUE_SHOWN = 60;

/** Where in a feed something is wrong. */
export interface Place {
  readonly file: string;
  /** Line of the file, the header being 1. */
  readonly row?: number | undefined;
  readonly column?: string;
  readonly value?: string;
}

/** What is wrong with a feed and what is doubtful: all are counted, and the first ones told. */
export class Findings {
  readonly errors: RowProblem[] = [];
  readonly warnings: RowProblem[] = [];
  errorCount = 0;
  warningCount = 0;

  error(place: Place, reason: string, remedy: string): void {
    this.errorCount += 1;
    if (this.errors.length < GTFS_MAX.errors) this.errors.push(problemOf(place, reason, remedy));
  }

  warn(place: Place, reason: string, remedy: string): void {
    this.warningCount += 1;
    if (this.warnings.length < GTFS_MAX.errors) this.warnings.push(problemOf(place, reason, remedy));
  }
}

function problemOf({ file, row, column, value }: Place, reason: string, remedy: string): RowProblem {
  const shown =
    value === undefined || value.length <= VALUE_SHOWN ? value : `${value.slice(0, VALUE_SHOWN)}…`;
  return { file, row: row ?? null, column: column ?? null, value: shown ?? null, reason, remedy };
}
