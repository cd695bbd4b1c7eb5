import type { Statement } from '../database.ts';
import { CLOCK } from '../sql-times.ts';
import { isOne, readUpToOf, storedConversation, unread } from './conversation-rows.ts';
import { storedMessage } from './message-rows.ts';
import { EPOCH, HOOKED, IS_HOOKED, OUTBOX, TOLD_IDS, tell } from './send-statements.ts';

const NOW = 'greatest(clock.at, c.updated_at)';
const ANSWER = `${EPOCH} as epoch, ${TOLD_IDS} as told`;

/** Its first event is that it was opened. */
export const OPEN: Statement = {
  name: 'open-conversation',
  text: `with c as (
    insert into conversations (tenant_id, conversation_id, company_id, title, about_type, about_id, created_by, revision,
      last_message_at, created_at, updated_at)
    select $1, $2, $3, $4, $5, $6, $7, 1, clock.at, clock.at, clock.at from ${CLOCK}
    on conflict do nothing
    returning *
  ), people as (
    insert into conversation_participants (tenant_id, conversation_id, participant_id, kind, name, takes_part, joined_at)
    select distinct on (one.id) c.tenant_id, c.conversation_id, one.id, one.kind, one.name, true, c.created_at
    from c cross join jsonb_to_recordset($8::text::jsonb) as one (id text, kind text, name text)
    order by one.id
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event, participant_id)
    select c.tenant_id, c.conversation_id, 1, 'conversation:update', c.created_by from c
  ), told as (
    ${OUTBOX}
    ${tell('c', "'conversation:update'", '1', 'both')}
    returning *
  ), ${HOOKED}
  select ${ANSWER}, ${IS_HOOKED} from c`,
};

/** $3: who reads it. */
export const GET: Statement = {
  name: 'get-conversation',
  text: `select ${storedConversation('c')} as found, ${unread('c', '$3')} as unread
  from conversations c where ${isOne('c')}`,
};

export const HEAD: Statement = {
  name: 'conversation-head',
  text: `select ${storedConversation('c')} as found from conversations c where ${isOne('c')}`,
};

export const LOCK: Statement = {
  name: 'lock-conversation',
  text: `select c.revision from conversations c where ${isOne('c')} for update`,
};

export const PARTIES: Statement = {
  name: 'conversation-parties',
  text: `select c.company_id, (select coalesce(jsonb_agg(jsonb_build_object('id', p.participant_id,
      'kind', p.kind, 'name', p.name)), '[]') from conversation_participants p
      where ${isOne('p')} and p.takes_part) as people
  from conversations c where ${isOne('c')}`,
};

/** What is not changed is given as it is; $6 comes to it, $9 leaves; $10 does so. */
export const CHANGE: Statement = {
  name: 'change-conversation',
  text: `with c as (
    update conversations c set state = $3, assigned_to = $4, title = $5, revision = c.revision + 1,
      updated_at = ${NOW}, closed_at = case when $3 = 'closed' then coalesce(c.closed_at, ${NOW}) end
    from ${CLOCK} where ${isOne('c')}
    returning c.*
  ), come as (
    insert into conversation_participants as p (tenant_id, conversation_id, participant_id, kind, name, takes_part,
      joined_at)
    select c.tenant_id, c.conversation_id, $6, $7, $8, true, c.updated_at from c where $6::text is not null
    on conflict (tenant_id, conversation_id, participant_id) do update set takes_part = true,
      kind = excluded.kind, name = coalesce(excluded.name, p.name)
  ), gone as (
    delete from conversation_participants p where ${isOne('p')} and p.participant_id = $9
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event, participant_id)
    select c.tenant_id, c.conversation_id, c.revision, 'conversation:update', $10 from c
  ), told as (
    ${OUTBOX}
    ${tell('c', "'conversation:update'", 'c.revision', 'both')}
    returning *
  ), ${HOOKED}
  select ${ANSWER}, ${IS_HOOKED} from c`,
};

export const PART_OF: Statement = {
  name: 'conversation-part-of',
  text: `select p.name, p.kind, p.takes_part from conversation_participants p
  where ${isOne('p')} and p.participant_id = $3`,
};

/** $3 has read up to $4; what it had read further stays so, and is no event. */
export const READ: Statement = {
  name: 'read-conversation',
  text: `with c as (
    update conversations c set revision = c.revision + 1
    where ${isOne('c')} and $4::integer <= c.revision
      and least($4::integer, c.last_offset) > ${readUpToOf('c', '$3')}
    returning c.*
  ), stands as (
    insert into conversation_participants as p (tenant_id, conversation_id, participant_id, kind, name, takes_part,
      read_up_to, joined_at)
    select c.tenant_id, c.conversation_id, $3, $5, $6, false, least($4::integer, c.last_offset), clock.at
    from c, ${CLOCK}
    on conflict (tenant_id, conversation_id, participant_id) do update
      set read_up_to = greatest(p.read_up_to, excluded.read_up_to)
    returning p.read_up_to
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event, participant_id, read_up_to)
    select c.tenant_id, c.conversation_id, c.revision, 'message:read', $3, stands.read_up_to from c, stands
  ), told as (
    ${OUTBOX}
    ${tell('c', "'message:read'", 'c.revision', 'conversation')}
    returning *
  )
  select stands.read_up_to, c.revision, ${unread('c', '$3', 'stands.read_up_to')} as unread, ${ANSWER} from c, stands`,
};

export const STANDS: Statement = {
  name: 'stands-in-conversation',
  text: `select ${readUpToOf('c', '$3')} as read_up_to, c.revision, ${unread('c', '$3')} as unread
  from conversations c where ${isOne('c')}`,
};

export const GET_MESSAGE: Statement = {
  name: 'get-message',
  text: `select ${storedMessage('m')} as found from messages m where ${isOne('m')} and m.log_offset = $3::integer`,
};

/** What is not changed is given as it is; $7: edited, deleted or reacted, by $8. */
export const CHANGE_MESSAGE: Statement = {
  name: 'change-message',
  text: `with c as (
    update conversations c set revision = c.revision + 1 where ${isOne('c')} returning c.*
  ), m as (
    update messages m set body = $4, attachments = $5::text::jsonb, reactions = $6::text::jsonb,
      deleted_at = case when $7 = 'deleted' then greatest(clock.at, m.sent_at) else m.deleted_at end,
      edited_at = case when $7 = 'edited' then greatest(clock.at, m.sent_at) else m.edited_at end
    from c, ${CLOCK} where ${isOne('m')} and m.log_offset = $3::integer
    returning m.*
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event, message_offset, participant_id)
    select c.tenant_id, c.conversation_id, c.revision, 'message:changed', m.log_offset, $8 from c, m
  ), told as (
    ${OUTBOX}
    ${tell('c', "'message:changed'", 'c.revision', 'conversation')}
    returning *
  )
  select ${storedMessage('m')} as found, ${ANSWER} from m`,
};
