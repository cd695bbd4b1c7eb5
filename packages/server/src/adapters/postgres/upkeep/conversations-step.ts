import { readNumber } from '../cells.ts';
import type { Statement } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;
const CONVERSATIONS_PER_PASS = 1000;
/** Messages and events; a conversation with more goes in a pass of its own, since half of one would have gaps. */
const ROWS_PER_PASS = 20_000;

const alongWith = (table: string): string =>
  `gone_of_${table} as (delete from ${table} x using gone
    where x.tenant_id = gone.tenant_id and x.conversation_id = gone.conversation_id)`;

/**
 * Those closed for longer than their company keeps them after their last message, at the time $1: $2 at the most, and
 * rows of $3 or one conversation. What was written to, opened again or read since it was found stays for now.
 */
const REMOVE: Statement = {
  name: 'remove-old-conversations',
  text: `with due as (
    select old.* from companies k cross join lateral (
      select c.tenant_id, c.conversation_id, c.revision, c.last_message_at from conversations c
      where c.tenant_id = k.tenant_id and c.company_id = k.company_id and c.state = 'closed'
        and c.last_message_at < ${timeParameter(1)} - k.retention_days * interval '1 day'
      order by c.last_message_at limit $2::integer) old
    where k.retention_days is not null limit $2::integer
  ), counted as (
    select due.*, sum(due.revision) over (order by due.tenant_id, due.conversation_id) - due.revision as rows_before
    from due
  ), gone as (
    delete from conversations c using counted
    where c.tenant_id = counted.tenant_id and c.conversation_id = counted.conversation_id
      and counted.rows_before < $3::integer and c.state = 'closed' and c.revision = counted.revision
    returning c.tenant_id, c.conversation_id
  ), ${['messages', 'conversation_events', 'conversation_participants', 'outbox'].map(alongWith).join(', ')}
  select count(*)::integer as gone from gone`,
};

/** Removes closed conversations for which their company has set a time. */
export function conversationsStep({ database, now }: StepContext): UpkeepStep {
  return {
    name: 'conversations',
    everyMs: EVERY_MS,
    pass: () =>
      alone(database, async (queries) => {
        const [row = {}] = await queries.query(REMOVE, [now(), CONVERSATIONS_PER_PASS, ROWS_PER_PASS]);
        const done = readNumber(row, 'gone');
        return { done, more: done > 0 };
      }),
  };
}
