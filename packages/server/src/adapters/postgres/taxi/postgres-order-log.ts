import type { Topic } from '@waycast/contract';
import type { LogPosition } from '../../../ports/live.ts';
import type { StoredLog, StoredLogEvent } from '../../../ports/stored-logs.ts';
import { readJson, readNumber, readText } from '../cells.ts';
import type { Database, Statement } from '../database.ts';
import { updateOf } from './order-rows.ts';

const POSITION: Statement = {
  name: 'order-log-position',
  text: `select l.epoch, coalesce(o.revision, 0)::float8 as revision from log_epochs l
  left join orders o on o.tenant_id = $1 and o.order_id = $2
  where l.family = 'order'`,
};

const AFTER: Statement = {
  name: 'order-log-after',
  text: `select e.revision::float8 as revision, ${updateOf('e', 'order_id')} as data from order_events e
  where e.tenant_id = $1 and e.order_id = $2 and e.revision > $3::integer
  order by e.revision limit $4::integer`,
};

/** The log of an order: its events in the table `order_events`. */
export class PostgresOrderLog implements StoredLog {
  readonly family = 'order';
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async position({ tenant, id }: Topic): Promise<LogPosition> {
    const [row = {}] = await this.#database.query(POSITION, [tenant, id]);
    return { epoch: readText(row, 'epoch'), offset: readNumber(row, 'revision') };
  }

  async after({ tenant, id }: Topic, offset: number, limit: number): Promise<StoredLogEvent[]> {
    const rows = await this.#database.query(AFTER, [tenant, id, offset, limit]);
    return rows.map((row) => ({
      offset: readNumber(row, 'revision'),
      event: 'order:update',
      data: readJson(row, 'data') ?? {},
    }));
  }
}
