import type { Statement } from '../database.ts';
import { CLOCK, epochMs } from '../sql-times.ts';
import { isOne } from './conversation-rows.ts';
import { storedMessage } from './message-rows.ts';

const NOW = 'greatest(clock.at, c.updated_at)';

/** Who is a customer or member opens again what was closed or pending. */
const REOPENS = "(c.state <> 'open' and $5 in ('customer', 'member'))";

/** What is told of a row with these columns: an event of a conversation, to its own followers and the company's. */
export const tell = (
  of: string,
  event: string,
  offset: string,
  audience: 'both' | 'conversation',
): string => {
  const own = `select ${of}.tenant_id, 'conversation', ${of}.conversation_id, ${event}, ${offset}, ${of}.conversation_id,
      ${offset} from ${of}`;
  const company = `select ${of}.tenant_id, 'company', ${of}.company_id, ${event}, null, ${of}.conversation_id,
      ${offset} from ${of}`;
  return audience === 'both' ? `${own}\n    union all ${company}` : own;
};

export const OUTBOX =
  'insert into outbox (tenant_id, family, topic_id, event, log_offset, conversation_id, conversation_offset)';

/**
 * What a statement has `told` of new messages and changed conversations is delivered to the webhooks that want it. Their
 * rows name the event and hold nothing of it.
 */
export const HOOKED = `hooked as (
    insert into deliveries (tenant_id, event_id, conversation_id, conversation_offset, channel, target_id)
    select told.tenant_id, 'cv_' || lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0')
      || lpad(to_hex(told.id), 16, '0'), told.conversation_id, told.conversation_offset, 'webhook', w.webhook_id
    from told join webhooks w on w.tenant_id = told.tenant_id
    where told.family = 'conversation' and w.active and w.events ? case told.event
      when 'message:new' then 'message.new' when 'conversation:update' then 'conversation.changed' end
    returning delivery_id
  )`;

/** Whether there is something to deliver. */
export const IS_HOOKED = 'exists (select from hooked) as hooked';

/** What a statement answers of what it has `told`: the ids by family, ascending. */
export const TOLD_IDS = `(select jsonb_agg(jsonb_build_object('id', told.id, 'family', told.family,
      'event', told.event, 'at', told.conversation_offset) order by told.id) from told)`;

export const EPOCH = "(select epoch from log_epochs where family = 'conversation')";

/**
 * $3 sends the message $6 under its own name $7. Answers nothing where there is no such conversation, where it answers
 * ($11) no message of it, or where it is there already; two at once under one name break the index `messages_sender`.
 */
export const SEND: Statement = {
  name: 'send-message',
  text: `with c as (
    update conversations c set last_offset = c.revision + 1, updated_at = ${NOW}, last_message_at = ${NOW},
      revision = c.revision + case when ${REOPENS} then 2 else 1 end,
      state = case when ${REOPENS} then 'open' else c.state end,
      closed_at = case when ${REOPENS} then null else c.closed_at end
    from ${CLOCK}
    where ${isOne('c')}
      and not exists (select from messages m where ${isOne('m')} and m.sender_id = $3 and m.client_id = $7)
      and ($10::integer is null or exists (select from messages r where ${isOne('r')} and r.log_offset = $10))
    returning c.*
  ), made as (
    insert into messages (tenant_id, conversation_id, log_offset, company_id, message_id, client_id, sender_id,
      sender_name, sender_kind, body, attachments, reply_to, sent_at)
    select c.tenant_id, c.conversation_id, c.last_offset, c.company_id, $6, $7, $3, $4, $5, $8, $9::text::jsonb, $10,
      c.updated_at
    from c
  ), reopened as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event)
    select c.tenant_id, c.conversation_id, c.revision, 'conversation:update' from c where c.revision > c.last_offset
  ), told as (
    ${OUTBOX}
    ${tell('c', "'message:new'", 'c.last_offset', 'both')}
    union all
    select c.tenant_id, one.family, one.topic_id, 'conversation:update', one.log_offset, c.conversation_id, c.revision
    from c cross join lateral (values ('conversation', c.conversation_id, c.revision), ('company', c.company_id, null))
      as one (family, topic_id, log_offset)
    where c.revision > c.last_offset
    returning *
  ), ${HOOKED}
  select c.company_id, c.last_offset as at, c.revision > c.last_offset as reopened, ${epochMs('c.updated_at')} as sent_at,
    ${EPOCH} as epoch, ${TOLD_IDS} as told, ${IS_HOOKED}
  from c`,
};

/** Why a message of $3 under the name $4, in answer to $5, was not sent. */
export const FIND_SENT: Statement = {
  name: 'find-sent-message',
  text: `select (select ${storedMessage('m')} from messages m
      where ${isOne('m')} and m.sender_id = $3 and m.client_id = $4) as found,
    $5::integer is null or exists (select from messages r where ${isOne('r')} and r.log_offset = $5) as may_reply
  from conversations c where ${isOne('c')}`,
};
