import { LRUCache } from 'lru-cache';
import type { TenantFix } from '../../ports/history.ts';
import { textArray, timestampArray } from './binary-array.ts';
import type { Queries, Statement } from './database.ts';

const HOUR_MS = 3_600_000;
/** A vehicle's hour is marked this often at the most. */
const MARK_INTERVAL_MS = 60_000;
/** Beyond this many vehicles and hours within a minute some are marked more often than need be. */
const MAX_REMEMBERED = 100_000;

/** Sorted by key, so that two servers that mark the same hours wait for each other. */
const MARK: Statement = {
  name: 'mark-history-work',
  returns: 'nothing',
  text: `insert into history_work (work, tenant_id, vehicle_id, hour)
  select work, tenant_id, vehicle_id, hour
  from unnest($1::text[], $2::text[], $3::timestamptz[]) as marked (tenant_id, vehicle_id, hour)
  cross join (values ('rollup'), ('settle')) as works (work)
  order by work collate "C", tenant_id collate "C", vehicle_id collate "C", hour
  on conflict (work, tenant_id, vehicle_id, hour) do update set marked_at = excluded.marked_at`,
};

interface Hour {
  readonly key: string;
  readonly tenant: string;
  readonly vehicleId: string;
  readonly hour: number;
}

/**
 * Writes down which hours of which vehicles are about to get fixes, before they get them: once a minute each, which
 * keeps it off most commits. See the port `history-work.ts` for who reads it.
 */
export class HistoryMarks {
  readonly #queries: Pick<Queries, 'query'>;
  readonly #now: () => number;
  readonly #markedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(queries: Pick<Queries, 'query'>, now: () => number = () => performance.now()) {
    this.#queries = queries;
    this.#now = now;
  }

  /** Resolves when the marks of these fixes are durable; at once when they were a moment ago. */
  async before(fixes: readonly TenantFix[]): Promise<void> {
    // The time before the statement: its marks are never older than we believe.
    const now = this.#now();
    const hours = this.#unmarked(fixes, now);
    if (hours.length === 0) return;
    await this.#queries.query(MARK, [
      textArray(hours, ({ tenant }) => tenant),
      textArray(hours, ({ vehicleId }) => vehicleId),
      timestampArray(hours, ({ hour }) => hour),
    ]);
    for (const { key } of hours) this.#markedAt.set(key, now);
  }

  #unmarked(fixes: readonly TenantFix[], now: number): Hour[] {
    const hours = new Map<string, Hour>();
    for (const { tenant, fix } of fixes) {
      const hour = Math.floor(fix.time / HOUR_MS) * HOUR_MS;
      const key = `${tenant}/${fix.vehicleId}/${hour}`;
      if (hours.has(key) || now - (this.#markedAt.get(key) ?? Number.NEGATIVE_INFINITY) < MARK_INTERVAL_MS)
        continue;
      hours.set(key, { key, tenant, vehicleId: fix.vehicleId, hour });
    }
    return [...hours.values()];
  }
}
