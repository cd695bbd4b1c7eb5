import { TOPIC_FAMILIES } from '@waycast/contract';
import type { OutboxMessage, TransactionOutbox } from '../../../ports/transaction-outbox.ts';
import { readNumber } from '../cells.ts';
import { eventsWhere, readCompanyEvent, readEvent } from '../conversations/event-rows.ts';
import type { Database, Row, Statement } from '../database.ts';
import { updateOf } from '../taxi/order-rows.ts';
import { asMessage, type CommittedMessages, Message, message } from './outbox-rows.ts';

/** What a newer server tells of topics that this one does not know is left to it. */
const KNOWN = `('${TOPIC_FAMILIES.join("', '")}')`;

const EVENT = eventsWhere(
  (of) => `${of}.tenant_id = box.tenant_id and ${of}.conversation_id = box.conversation_id
      and ${of}.log_offset = box.conversation_offset`,
);

/** What says nothing itself is read from the rows that it is about. */
const TAKE: Statement = {
  name: 'take-outbox',
  text: `with free as (
    select id from outbox where taken_until <= now() and family in ${KNOWN}
    order by id limit $1::integer for update skip locked
  ), taken as (
    update outbox box set taken_until = now() + interval '5 seconds' from free where box.id = free.id returning box.*
  )
  select box.id::float8 as id, ${message('box', `case when box.conversation_id is null then ${updateOf('box', 'topic_id')} else '{}' end`)} as message,
    (select one.event from (${EVENT}) one) as event, box.conversation_id is not null as refers
  from taken box order by box.id`,
};

const TOLD: Statement = {
  name: 'told-outbox',
  returns: 'nothing',
  text: 'delete from outbox where id = any($1::text::bigint[])',
};

/** What is to be told, in the table `outbox`. */
export class PostgresOutbox implements TransactionOutbox {
  readonly #database: Database;
  readonly #committed: CommittedMessages;

  constructor(database: Database, committed: CommittedMessages) {
    this.#database = database;
    this.#committed = committed;
  }

  onWritten(listener: (messages: readonly OutboxMessage[]) => void): () => void {
    return this.#committed.add(listener);
  }

  async take(limit: number): Promise<OutboxMessage[]> {
    const rows = await this.#database.query(TAKE, [limit]);
    const taken = rows.map((row) => ({ id: readNumber(row, 'id'), message: toldBy(row) }));
    const messages = taken.flatMap(({ message }) => message ?? []);
    if (messages.length < taken.length) {
      await this.told(taken.filter(({ message }) => message === undefined).map(({ id }) => id));
    }
    return messages;
  }

  async told(ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#database.query(TOLD, [`{${ids.join(',')}}`]);
  }
}

/** Undefined: what it is about has been deleted meanwhile. */
function toldBy(row: Row): OutboxMessage | undefined {
  const { data, ...one } = Message.extend({ data: Message.shape.data.nullable() }).parse(row['message']);
  if (row['refers'] === true) {
    if (row['event'] === null) return undefined;
    const event = one.family === 'company' ? readCompanyEvent(row['event']) : readEvent(row['event']);
    return asMessage({ ...one, ...event, data: { ...event.data } });
  }
  return data === null ? undefined : asMessage({ ...one, data });
}
