import type { Fix } from '@waycast/contract';
import { expect } from 'vitest';
import type { Aggregate, Aggregates, Bucket } from '../ports/aggregates.ts';
import type { History } from '../ports/history.ts';
import { fixAt } from './history-samples.ts';
import { HOUR_MS } from './hourly-oracle.ts';

/** How long what is kept, as the options say it. */
export interface Keeping {
  readonly retentionDays?: number;
  readonly aggregateRetentionDays?: number;
  readonly boardingRetentionDays?: number;
  readonly tripRetentionDays?: number;
  readonly followLogRetentionDays?: number;
  readonly orderRetentionDays?: number;
  readonly saveIntervalMs?: number;
  /** Marks are as young as they are: nothing is counted meanwhile. */
  readonly marksAreYoung?: boolean;
}

export interface KeepingSubject {
  readonly history: History;
  readonly aggregates: Aggregates;
  /** Does all that is due at `now` (epoch ms), with marks as old as they have to be. */
  keep(now: number, keeping?: Keeping): Promise<void>;
  /** As a finding of a tenant's bus-1 that refers to the fix of this time. */
  cite(tenant: string, time: number): Promise<void>;
  /** Writes fixes behind the server's back, as somebody with SQL does. */
  writeUnmarked(tenant: string, fixes: readonly Fix[]): Promise<void>;
  close(): Promise<void>;
}

export const DAY_MS = 24 * HOUR_MS;
export const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

/** A fix that was received just now, whenever it was measured. */
export function fixReceivedNow(time: number, fields: Partial<Fix> = {}): Fix {
  return fixAt(time, { receivedAt: NOW, ...fields });
}

/** All that is known of bus-1 by buckets. */
export function bucketsOf(
  { aggregates }: KeepingSubject,
  tenant: string,
  bucket: Bucket = 'hour',
  timeZone = 'UTC',
): Promise<Aggregate[]> {
  const range = { tenant, vehicleId: 'bus-1', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return aggregates.read({ ...range, bucket, timeZone, limit: 10_000 });
}

/** The same but for the last digits, which the order of additions decides. */
export function expectAggregates(actual: readonly Aggregate[], expected: readonly Aggregate[]): void {
  const rounded = (aggregates: readonly Aggregate[]) =>
    aggregates.map((aggregate) => ({
      ...aggregate,
      distanceM: Number(aggregate.distanceM.toFixed(3)),
      movingS: Number(aggregate.movingS.toFixed(3)),
      standingS: Number(aggregate.standingS.toFixed(3)),
      avgSpeed: aggregate.avgSpeed === null ? null : Number(aggregate.avgSpeed.toFixed(6)),
    }));
  expect(rounded(actual)).toEqual(rounded(expected));
}
