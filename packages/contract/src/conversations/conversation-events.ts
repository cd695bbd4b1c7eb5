import { z } from 'zod';
import { Conversation, Message, PARTY_KINDS } from './conversation-schemas.ts';

// Events of the topics `conversation:{id}` and `company:{id}`.

/** A message as it is after it was edited, deleted or reacted to. As an event, `offset` is that of the change. */
export const MessageChanged = z
  .object({ conversationId: z.string(), message: Message })
  .meta({ id: 'MessageChanged' });
export type MessageChanged = z.infer<typeof MessageChanged>;

export const MessageRead = z
  .object({ conversationId: z.string(), participantId: z.string(), readUpTo: z.number().int() })
  .meta({ id: 'MessageRead' });
export type MessageRead = z.infer<typeof MessageRead>;

export const Typing = z
  .object({
    conversationId: z.string(),
    participantId: z.string(),
    name: z.string().nullable(),
    typing: z.boolean(),
  })
  .meta({ id: 'Typing' });
export type Typing = z.infer<typeof Typing>;

export const ConversationPresence = z
  .object({
    conversationId: z.string(),
    participantId: z.string(),
    kind: z.enum(PARTY_KINDS),
    online: z.boolean(),
  })
  .meta({ id: 'ConversationPresence', description: 'Who has the conversation open now, on any server.' });
export type ConversationPresence = z.infer<typeof ConversationPresence>;

/** A conversation's head as its followers get it: the same for all, so without what is one reader's own. */
export const ConversationUpdate = Conversation.omit({ unread: true, lastMessage: true, offset: true })
  .extend({ revision: z.number().int().meta({ description: 'Of the newest event in its log.' }) })
  .meta({ id: 'ConversationUpdate' });
export type ConversationUpdate = z.infer<typeof ConversationUpdate>;

/** A new message as the company's agents get it: `offset` there is that of the company's own log. */
export const CompanyMessage = Message.omit({ offset: true })
  .extend({ companyId: z.string(), conversationOffset: z.number().int() })
  .meta({ id: 'CompanyMessage' });
export type CompanyMessage = z.infer<typeof CompanyMessage>;
