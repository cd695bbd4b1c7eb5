import type { OutboxMessage, TransactionOutbox } from '../../../ports/transaction-outbox.ts';
import type { Database, Statement } from '../database.ts';
import { updateOf } from './order-rows.ts';
import type { TaxiNews } from './taxi-news.ts';
import { message, readMessage } from './written.ts';

const TAKE: Statement = {
  name: 'take-outbox',
  text: `with free as (
    select id from outbox where taken_until <= now() order by id limit $1::integer for update skip locked
  ), taken as (
    update outbox m set taken_until = now() + interval '5 seconds' from free where m.id = free.id returning m.*
  )
  select ${message('m', updateOf('m', 'topic_id'))} as message from taken m order by m.id`,
};

const TOLD: Statement = {
  name: 'told-outbox',
  returns: 'nothing',
  text: 'delete from outbox where id = any($1::text::bigint[])',
};

/** What is to be told, in the table `outbox`. */
export class PostgresOutbox implements TransactionOutbox {
  readonly #database: Database;
  readonly #news: TaxiNews;

  constructor(database: Database, news: TaxiNews) {
    this.#database = database;
    this.#news = news;
  }

  onWritten(listener: (messages: readonly OutboxMessage[]) => void): () => void {
    return this.#news.messages.add(listener);
  }

  async take(limit: number): Promise<OutboxMessage[]> {
    return (await this.#database.query(TAKE, [limit])).map((row) => readMessage(row['message']));
  }

  async told(ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#database.query(TOLD, [`{${ids.join(',')}}`]);
  }
}
