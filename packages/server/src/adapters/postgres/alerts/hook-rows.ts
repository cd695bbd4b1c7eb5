import type { ConversationHook } from '../../../ports/alerts.ts';
import { toConversationUpdate, toMessage } from '../../../ports/conversation-events.ts';
import { readNumber, readText } from '../cells.ts';
import { readConversation, storedConversation } from '../conversations/conversation-rows.ts';
import { readMessage, storedMessage } from '../conversations/message-rows.ts';
import type { Row } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';

const ofDelivery = (of: string): string =>
  `${of}.tenant_id = d.tenant_id and ${of}.conversation_id = d.conversation_id`;

/** Of a delivery `d`: the event of a conversation that it is about, if it is about one, as it is now. */
export const HOOK_COLUMNS = `d.event_id, ${timeColumn('d.created_at', 'hooked_at')},
    (select ${storedConversation('c')} from conversations c where ${ofDelivery('c')}) as conversation,
    (select ${storedMessage('m')} from messages m
      where ${ofDelivery('m')} and m.log_offset = d.conversation_offset) as message`;

/** A place in the log of a conversation is either a message's or that of a change. */
export function readHook(row: Row): ConversationHook {
  const event = {
    what: 'conversation',
    id: readText(row, 'event_id'),
    at: new Date(readNumber(row, 'hooked_at')).toISOString(),
    conversation: toConversationUpdate(readConversation(row.conversation)),
  } as const;
  return row.message === null
    ? { ...event, kind: 'conversation.changed' }
    : { ...event, kind: 'message.new', message: toMessage(readMessage(row.message)) };
}
