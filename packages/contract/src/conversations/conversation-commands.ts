import { z } from 'zod';
import { Id } from '../ids.ts';
import { ConversationPresence } from './conversation-events.ts';
import {
  Conversation,
  Message,
  MessageBody,
  MessagePage,
  MessageReaction,
  MessageSelection,
  NewMessage,
  ReadUpTo,
} from './conversation-schemas.ts';

const Of = z.object({ conversationId: Id });
const OneMessage = Of.extend({
  offset: z.number().int().min(1).meta({ description: 'Of the message, as `message:new` had it.' }),
});
const Changed = z.object({ message: Message });

/** Commands of conversations; see `conversation-routes.ts` for the same over HTTP. */
export const CONVERSATION_COMMANDS = {
  'join:conversation': {
    positional: ['conversationId'],
    input: Of,
    ack: z.object({
      conversation: Conversation,
      messages: MessagePage.meta({ description: 'The newest page.' }),
      presence: z.array(ConversationPresence),
      epoch: z.string(),
      offset: z.number().int(),
    }),
    summary:
      'Follows a conversation, and has it open: whoever takes part is told. Its newest messages are in the ack.',
  },
  'leave:conversation': {
    positional: ['conversationId'],
    input: Of,
    ack: z.object({}),
    summary: 'Stops following a conversation.',
  },
  'message:list': {
    positional: [],
    input: Of.extend(MessageSelection),
    ack: MessagePage,
    summary: 'A page of messages: the newest, or those before or after an offset.',
  },
  'message:send': {
    positional: [],
    input: NewMessage.extend({ conversationId: Id }),
    ack: z.object({ message: Message, messageId: z.string(), offset: z.number().int() }),
    summary:
      'Sends a message; the ack comes once it is stored. The same `clientId` again is the same message.',
  },
  'message:edit': {
    positional: [],
    input: OneMessage.extend({ body: MessageBody }),
    ack: Changed,
    summary: 'Changes the text of one’s own message.',
  },
  'message:delete': {
    positional: [],
    input: OneMessage,
    ack: Changed,
    summary: 'Deletes one’s own message; agents and dispatchers also those of others.',
  },
  'message:react': {
    positional: [],
    input: OneMessage.extend(MessageReaction.shape),
    ack: Changed,
    summary: 'Puts an emoji to a message in place of one’s former, or takes it away.',
  },
  'message:read': {
    positional: [],
    input: Of.extend(ReadUpTo.shape),
    ack: z.object({ readUpTo: z.number().int(), unread: z.number().int() }),
    summary: 'Everything up to an offset has been read; it never goes back.',
  },
  typing: {
    positional: [],
    input: Of.extend({ typing: z.boolean().default(true) }),
    ack: z.object({}),
    summary:
      'Somebody types, or no longer does. Sent again every few seconds; followers forget it 6 s after the last.',
  },
} as const;
