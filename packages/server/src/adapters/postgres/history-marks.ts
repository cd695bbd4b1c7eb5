import { LRUCache } from 'lru-cache';
import type { TenantFix } from '../../ports/history.ts';
import { textArray, timestampArray } from './binary-array.ts';
import type { Parameter, Statement } from './database.ts';
import { INSERT_FIXES } from './fix-rows.ts';

const HOUR_MS = 3_600_000;
/** A vehicle's hour is marked this often at the most. */
const MARK_INTERVAL_MS = 60_000;
/** Beyond this many vehicles and hours within a minute some are marked more often than need be. */
const MAX_REMEMBERED = 100_000;

/**
 * `INSERT_FIXES` with marks: $13 tenants, $14 vehicles, $15 hours. PostgreSQL inserts the fixes first; both are sorted
 * by key, so that two servers that store at once wait for each other.
 */
export const INSERT_MARKED_FIXES: Statement = {
  name: 'insert-marked-fixes',
  returns: 'nothing',
  text: `with marks as (
    insert into history_work (work, tenant_id, vehicle_id, hour)
    select work, tenant_id, vehicle_id, hour
    from unnest($13::text[], $14::text[], $15::timestamptz[]) as marked (tenant_id, vehicle_id, hour)
    cross join (values ('rollup'), ('settle')) as works (work)
    order by work collate "C", tenant_id collate "C", vehicle_id collate "C", hour
    on conflict (work, tenant_id, vehicle_id, hour) do update set marked_at = excluded.marked_at)
  ${INSERT_FIXES.text}`,
};

interface Hour {
  readonly key: string;
  readonly tenant: string;
  readonly vehicleId: string;
  readonly hour: number;
}

/** The last parameters of `INSERT_MARKED_FIXES`, and whom to tell once it has been done. */
interface DueMarks {
  readonly parameters: readonly Parameter[];
  readonly written: () => void;
}

/**
 * Knows which hours of which vehicles are to be marked along with their fixes: each once a minute, which keeps it off
 * most commits. See the port `history-work.ts` for who reads the marks.
 */
export class HistoryMarks {
  readonly #markedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });

  /** Undefined when all of these fixes were announced a moment ago. */
  due(fixes: readonly TenantFix[]): DueMarks | undefined {
    // The time before the statement: its marks are never older than we believe.
    const now = performance.now();
    const hours = this.#unmarked(fixes, now);
    if (hours.length === 0) return undefined;
    return {
      parameters: [
        textArray(hours, ({ tenant }) => tenant),
        textArray(hours, ({ vehicleId }) => vehicleId),
        timestampArray(hours, ({ hour }) => hour),
      ],
      written: () => {
        for (const { key } of hours) this.#markedAt.set(key, now);
      },
    };
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
