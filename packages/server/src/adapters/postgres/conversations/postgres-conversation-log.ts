import type { Topic } from '@waycast/contract';
import type { LogPosition } from '../../../ports/live.ts';
import type { StoredLog, StoredLogEvent } from '../../../ports/stored-logs.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Statement } from '../database.ts';
import { isOne } from './conversation-rows.ts';
import { eventsWhere, readEvent } from './event-rows.ts';

const POSITION: Statement = {
  name: 'conversation-log-position',
  text: `select l.epoch, coalesce(c.revision, 0) as revision from log_epochs l
  left join conversations c on ${isOne('c')}
  where l.family = 'conversation'`,
};

/** At most $4 events after the offset $3. */
export const AFTER: Statement = {
  name: 'conversation-log-after',
  text: `${eventsWhere((of) => `${isOne(of)} and ${of}.log_offset > $3::integer`, 'order by log_offset limit $4::integer')}
  order by at limit $4::integer`,
};

/** The log of a conversation: its messages and what became of them, in the tables `messages` and `conversation_events`. */
export class PostgresConversationLog implements StoredLog {
  readonly family = 'conversation';
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async position({ tenant, id }: Topic): Promise<LogPosition> {
    const [row = {}] = await this.#database.query(POSITION, [tenant, id]);
    return { epoch: readText(row, 'epoch'), offset: readNumber(row, 'revision') };
  }

  /** As messages and the conversation are now. */
  async after({ tenant, id }: Topic, offset: number, limit: number): Promise<StoredLogEvent[]> {
    const rows = await this.#database.query(AFTER, [tenant, id, offset, limit]);
    return rows.map((row) => ({ offset: readNumber(row, 'at'), ...readEvent(row['event']) }));
  }
}
