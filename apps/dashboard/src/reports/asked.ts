import type { ReportKind } from './reports-search.ts';

/** What a report is asked for: calendar days in a time zone, both inclusive. */
export interface Asked {
  readonly kind: ReportKind;
  readonly from: string;
  readonly to: string;
  readonly vehicle: string | undefined;
  readonly timeZone: string;
}
