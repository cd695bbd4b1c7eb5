import type { HistoryWork, Mark, Work } from '../../ports/history-work.ts';
import { float8Array, textArray, timestampArray } from './binary-array.ts';
import { readNumber, readText } from './cells.ts';
import type { Queries, Row, Statement } from './database.ts';
import { timeColumn } from './fix-rows.ts';

/** A server announces fixes of an hour once a minute, and a statement may take half of one. */
const SETTLED_AFTER = `interval '2 minutes'`;
/** An hour that is still coming in is looked at this often. */
const AGAIN_AFTER = `interval '5 minutes'`;

const DUE: Statement = {
  name: 'history-work-due',
  text: `select tenant_id, vehicle_id, ${timeColumn('hour')},
    ${timeColumn('marked_at')}, marked_at < now() - ${SETTLED_AFTER} as settled
  from history_work
  where work = $1 and (marked_at < now() - ${SETTLED_AFTER} or since < now() - ${AGAIN_AFTER})
  order by since, tenant_id, vehicle_id, hour limit $2`,
};

/**
 * The marks $2…$6 of the work $1 that nobody is writing at this moment. Whoever writes waits for other writers in order of the key;
 * we wait for nobody, so that the two never lock each other out.
 */
const HELD = `with held as materialized (
    select w.work, w.tenant_id, w.vehicle_id, w.hour, w.marked_at = told.marked_at and told.is_settled = 1 as finished
    from unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::float8[])
      as told (tenant_id, vehicle_id, hour, marked_at, is_settled)
    join history_work w using (tenant_id, vehicle_id, hour) where w.work = $1
    for update of w skip locked)`;

const SAME = `w.work = held.work and w.tenant_id = held.tenant_id and w.vehicle_id = held.vehicle_id
    and w.hour = held.hour`;

/** Takes away what is finished, and lets the rest come due later. */
const DONE: Statement = {
  name: 'history-work-done',
  returns: 'nothing',
  text: `${HELD}, removed as (delete from history_work w using held where ${SAME} and held.finished)
  update history_work w set since = now() from held where ${SAME} and not held.finished`,
};

/** The marks in the table `history_work`. */
export class PostgresHistoryWork implements HistoryWork {
  readonly #queries: Pick<Queries, 'query'>;

  constructor(queries: Pick<Queries, 'query'>) {
    this.#queries = queries;
  }

  async due(work: Work, limit: number): Promise<Mark[]> {
    return (await this.#queries.query(DUE, [work, limit])).map((row) => readMark(work, row));
  }

  async done(marks: readonly Mark[]): Promise<void> {
    for (const work of new Set(marks.map((mark) => mark.work))) {
      const own = marks.filter((mark) => mark.work === work);
      await this.#queries.query(DONE, [
        work,
        textArray(own, ({ tenant }) => tenant),
        textArray(own, ({ vehicleId }) => vehicleId),
        timestampArray(own, ({ hour }) => hour),
        timestampArray(own, ({ markedAt }) => markedAt),
        float8Array(own, ({ settled }) => (settled ? 1 : 0)),
      ]);
    }
  }
}

function readMark(work: Work, row: Row): Mark {
  return {
    work,
    tenant: readText(row, 'tenant_id'),
    vehicleId: readText(row, 'vehicle_id'),
    hour: readNumber(row, 'hour'),
    markedAt: readNumber(row, 'marked_at'),
    settled: row['settled'] === true,
  };
}
