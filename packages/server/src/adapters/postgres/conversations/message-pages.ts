import type { StoredMessagePage } from '../../../ports/conversations.ts';
import type { Database, Statement } from '../database.ts';
import { isOne } from './conversation-rows.ts';
import { readMessage, storedMessage } from './message-rows.ts';

/** At most $4 before the offset $3, or after it, and whether there is any beyond it on the other side. */
export const BEFORE: Statement = {
  name: 'messages-before',
  text: `select ${storedMessage('m')} as found, exists (select from messages o
      where ${isOne('o')} and o.log_offset >= $3::integer) as beyond
  from messages m where ${isOne('m')} and m.log_offset < $3::integer order by m.log_offset desc limit $4::integer`,
};

const AFTER: Statement = {
  name: 'messages-after',
  text: `select ${storedMessage('m')} as found, exists (select from messages o
      where ${isOne('o')} and o.log_offset <= $3::integer) as beyond
  from messages m where ${isOne('m')} and m.log_offset > $3::integer order by m.log_offset limit $4::integer`,
};

const NEWEST = 2_147_483_647;

/** A page of a conversation's messages, in their order: one more is read than is asked for, to see whether there is. */
export async function messagePage(
  database: Database,
  tenant: string,
  conversationId: string,
  where: { readonly before?: number | undefined; readonly after?: number | undefined },
  limit: number,
): Promise<StoredMessagePage> {
  const forward = where.after !== undefined;
  const from = Math.min(where.after ?? where.before ?? NEWEST, NEWEST);
  const statement = forward ? AFTER : BEFORE;
  const rows = await database.query(statement, [tenant, conversationId, from, limit + 1]);
  const found = rows.slice(0, limit).map((row) => readMessage(row['found']));
  const more = rows.length > limit;
  const beyond = rows[0]?.['beyond'] === true;
  return forward
    ? { items: found, moreBefore: beyond, moreAfter: more }
    : { items: found.reverse(), moreBefore: more, moreAfter: beyond };
}
