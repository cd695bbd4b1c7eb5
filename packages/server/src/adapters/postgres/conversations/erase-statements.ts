import type { Statement } from '../database.ts';
import { CLOCK } from '../sql-times.ts';
import { isOne } from './conversation-rows.ts';
import { storedMessage } from './message-rows.ts';
import { EPOCH, HOOKED, IS_HOOKED, OUTBOX, TOLD_IDS, tell } from './send-statements.ts';

export const MESSAGES_A_PIECE = 500;

/** Who it was afterwards. */
const NOBODY = "'erased'";

/** Conversations after $4 in which there is anything of the person $2; $3 is how its reactions look. */
export const FIND_OF_PERSON: Statement = {
  name: 'find-conversations-of-person',
  text: `select conversation_id as id from (
    select conversation_id from conversation_participants where tenant_id = $1 and participant_id = $2
    union select conversation_id from messages where tenant_id = $1 and sender_id = $2
    union select conversation_id from messages
      where tenant_id = $1 and reactions <> '[]'::jsonb and reactions @> $3::text::jsonb
    union select conversation_id from conversation_events where tenant_id = $1 and participant_id = $2
    union select conversation_id from conversations where tenant_id = $1 and created_by = $2
    union select conversation_id from conversations where tenant_id = $1 and assigned_to = $2
  ) found where conversation_id > $4 order by conversation_id limit $5::integer`,
};

const REACTIONS = `(select jsonb_agg(case when one ->> 'by' = $3 then jsonb_set(one, '{by}', to_jsonb(${NOBODY}::text))
      else one end order by place) from jsonb_array_elements(m.reactions) with ordinality as of_it (one, place))`;

/**
 * Messages after $5 that are of $3 or have a reaction of it ($4); under the lock of their conversation. The place stays,
 * under a name that says nothing.
 */
export const ERASE_MESSAGES: Statement = {
  name: 'erase-messages',
  text: `with due as (
    select m.log_offset, m.sender_id = $3 as own, row_number() over (order by m.log_offset)::integer as place
    from messages m where ${isOne('m')} and m.log_offset > $5::integer
      and (m.sender_id = $3 or (m.reactions <> '[]'::jsonb and m.reactions @> $4::text::jsonb))
    order by m.log_offset limit ${MESSAGES_A_PIECE}
  ), c as (
    update conversations c set revision = c.revision + found.count
    from (select count(*)::integer as count from due) found where ${isOne('c')} and found.count > 0
    returning c.*, c.revision - found.count as before
  ), m as (
    update messages m set
      sender_id = case when due.own then ${NOBODY} else m.sender_id end,
      sender_name = case when due.own then null else m.sender_name end,
      client_id = case when due.own then m.message_id else m.client_id end,
      body = case when due.own then '' else m.body end,
      attachments = case when due.own then '[]' else m.attachments end,
      reactions = case when due.own then '[]' else ${REACTIONS} end,
      deleted_at = case when due.own then coalesce(m.deleted_at, clock.at) else m.deleted_at end
    from c, due, ${CLOCK} where ${isOne('m')} and m.log_offset = due.log_offset
    returning m.*, due.own, c.before + due.place as at
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event, message_offset)
    select m.tenant_id, m.conversation_id, m.at, 'message:changed', m.log_offset from m
  ), told as (
    ${OUTBOX}
    ${tell('m', "'message:changed'", 'm.at', 'conversation')} order by at
    returning *
  )
  select ${storedMessage('m')} as found, m.own, ${EPOCH} as epoch, jsonb_build_array(jsonb_build_object('id', told.id,
    'family', told.family, 'event', told.event, 'at', told.conversation_offset)) as told
  from m join told on told.conversation_offset = m.at order by m.log_offset`,
};

/** What else there is of $3 in a conversation, under its lock. */
export const ERASE_HEAD: Statement = {
  name: 'erase-in-conversation',
  text: `with c as (
    update conversations c set revision = c.revision + 1,
      title = case when c.created_by = $3 then null else c.title end,
      created_by = case when c.created_by = $3 then ${NOBODY} else c.created_by end,
      assigned_to = case when c.assigned_to = $3 then null else c.assigned_to end
    where ${isOne('c')}
    returning c.*
  ), gone as (
    delete from conversation_participants p where ${isOne('p')} and p.participant_id = $3 returning p.*
  ), left_there as (
    insert into conversation_participants (tenant_id, conversation_id, participant_id, kind, takes_part, read_up_to,
      joined_at)
    select gone.tenant_id, gone.conversation_id, ${NOBODY}, gone.kind, gone.takes_part, gone.read_up_to, gone.joined_at
    from gone on conflict do nothing
  ), forgotten as (
    update conversation_events e set participant_id = ${NOBODY} where ${isOne('e')} and e.participant_id = $3
  ), event as (
    insert into conversation_events (tenant_id, conversation_id, log_offset, event)
    select c.tenant_id, c.conversation_id, c.revision, 'conversation:update' from c
  ), told as (
    ${OUTBOX}
    ${tell('c', "'conversation:update'", 'c.revision', 'both')}
    returning *
  ), ${HOOKED}
  select ${EPOCH} as epoch, ${TOLD_IDS} as told, ${IS_HOOKED} from c`,
};
