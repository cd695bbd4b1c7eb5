import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding, FindingKind } from '../../../ports/findings.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;

/** An hour's sums by quarter: days begin at quarters of an hour UTC in every time zone. Null: nothing. */
export function hourShape<T>(quarter: z.ZodType<T>) {
  return z.object({ startsAt: z.number(), quarters: z.array(quarter.nullable()).length(4) });
}
export interface Hour<T> {
  /** Epoch ms of a full hour UTC. */
  readonly startsAt: number;
  readonly quarters: readonly (T | null)[];
}

/** Adds to the quarter of `time`, which is never before the hour. The hour that ends with it is final. */
export function addToHour<T>(
  hour: Hour<T> | null,
  time: number,
  add: (quarter: T | null) => T,
): { readonly hour: Hour<T>; readonly ended: Hour<T> | undefined } {
  const startsAt = Math.floor(time / HOUR_MS) * HOUR_MS;
  const goesOn = hour?.startsAt === startsAt;
  const quarters = [...(goesOn ? hour.quarters : [null, null, null, null])];
  const index = Math.floor((time - startsAt) / QUARTER_MS);
  quarters[index] = add(quarters[index] ?? null);
  return { hour: { startsAt, quarters }, ended: goesOn || hour === null ? undefined : hour };
}

/** `written`: a quarter as reports read it. */
export function hourFinding<T>(
  kind: FindingKind,
  { startsAt, quarters }: Hour<T>,
  ended: boolean,
  written: (quarter: T) => unknown,
): Finding {
  return {
    kind,
    key: isoTime(startsAt),
    startsAt,
    endsAt: ended ? startsAt + HOUR_MS : null,
    data: { quarters: quarters.map((quarter) => (quarter === null ? null : written(quarter))) },
  };
}
