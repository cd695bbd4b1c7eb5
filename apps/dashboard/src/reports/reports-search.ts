import { isDay } from '../words/day.ts';

export const REPORT_KINDS = ['summary', 'trips', 'stops'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** The state of the page that its address carries. What is as usual is left out. */
export interface ReportsSearch {
  readonly kind?: Exclude<ReportKind, 'summary'>;
  /** First and last calendar day; today when absent. */
  readonly from?: string;
  readonly to?: string;
  /** One vehicle's id; every vehicle when absent. */
  readonly vehicle?: string;
}

/** Reads an address; what makes no sense counts as absent. */
export function toReportsSearch({ kind, from, to, vehicle }: Record<string, unknown>): ReportsSearch {
  const id = typeof vehicle === 'string' || typeof vehicle === 'number' ? String(vehicle).trim() : '';
  return {
    ...(kind === 'trips' || kind === 'stops' ? { kind } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
    ...(id === '' ? {} : { vehicle: id.slice(0, 128) }),
  };
}
