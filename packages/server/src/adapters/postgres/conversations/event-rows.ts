import { z } from 'zod';
import { toCompanyMessage, toConversationUpdate, toMessage } from '../../../ports/conversation-events.ts';
import type { StoredLogEvent } from '../../../ports/stored-logs.ts';
import { readConversation, storedConversation } from './conversation-rows.ts';
import { readMessage, storedMessage } from './message-rows.ts';

/**
 * SQL of events of a conversation, by conditions on the columns of its key: messages are events themselves, and whatever
 * happened later says no more than to what. Answers `at` and `event`.
 */
export function eventsWhere(condition: (of: string) => string, order = ''): string {
  return `(select m.log_offset as at, jsonb_build_object('event', 'message:new', 'message', ${storedMessage('m')}) as event
    from messages m where ${condition('m')} ${order})
  union all
  (select e.log_offset, jsonb_build_object('event', e.event,
      'message', (select ${storedMessage('about')} from messages about where about.tenant_id = e.tenant_id
        and about.conversation_id = e.conversation_id and about.log_offset = e.message_offset),
      'conversation', case when e.event = 'conversation:update' then (select ${storedConversation('c')}
        from conversations c where c.tenant_id = e.tenant_id and c.conversation_id = e.conversation_id) end,
      'read', case when e.event = 'message:read' then jsonb_build_object('conversationId', e.conversation_id,
        'participantId', e.participant_id, 'readUpTo', e.read_up_to) end)
    from conversation_events e where ${condition('e')} ${order})`;
}

const Read = z.object({ conversationId: z.string(), participantId: z.string(), readUpTo: z.number() });

const Event = z.discriminatedUnion('event', [
  z.object({ event: z.enum(['message:new', 'message:changed']), message: z.unknown() }),
  z.object({ event: z.literal('conversation:update'), conversation: z.unknown() }),
  z.object({ event: z.literal('message:read'), read: Read }),
]);

/** An event from a cell that holds one of `eventsWhere`, as followers of the conversation get it. */
export function readEvent(cell: unknown): Omit<StoredLogEvent, 'offset'> {
  const one = Event.parse(cell);
  switch (one.event) {
    case 'message:new':
      return { event: one.event, data: toMessage(readMessage(one.message)) };
    case 'message:changed': {
      const message = toMessage(readMessage(one.message));
      return { event: one.event, data: { conversationId: message.conversationId, message } };
    }
    case 'conversation:update':
      return { event: one.event, data: toConversationUpdate(readConversation(one.conversation)) };
    case 'message:read':
      return { event: one.event, data: one.read };
    default:
      return one satisfies never;
  }
}

/** The same as followers of the company get it. */
export function readCompanyEvent(cell: unknown): Omit<StoredLogEvent, 'offset'> {
  const one = Event.parse(cell);
  return one.event === 'message:new'
    ? { event: one.event, data: toCompanyMessage(readMessage(one.message)) }
    : readEvent(cell);
}
