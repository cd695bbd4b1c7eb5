import { z } from 'zod';
import { Id } from '../ids.ts';
import { numberText } from '../number-text.ts';
import { pageLimit } from '../route-schemas.ts';
import { textLine } from '../text.ts';

// Conversations between a company's agents and its customers, as the routes of conversation-routes.ts take and answer
// them.

/** Who somebody is to a conversation. Members are any others: a driver, a parent, an office. */
export const PARTY_KINDS = ['customer', 'agent', 'member', 'system'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

export const CONVERSATION_STATES = ['open', 'pending', 'closed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** The company that every tenant has, whether or not anybody described it. */
export const DEFAULT_COMPANY = 'office';
/** Bytes of a message's text in UTF-8. */
export const MAX_MESSAGE_BYTES = 16_384;
const MESSAGE_PAGE = { default: 50, max: 200 } as const;
const CONVERSATION_PAGE = { default: 50, max: 200 } as const;
const MAX_ATTACHMENTS = 10;
const MAX_PARTICIPANTS = 50;

/** What a message says: text, line breaks included. Longer than MAX_MESSAGE_BYTES, it is refused with `too_large`. */
export const MessageBody = z
  .string()
  .trim()
  .min(1, 'takes at least one character; send attachments with a word of what they are')
  .meta({ description: 'Text of at most 16 kB in UTF-8.' });

export const Attachment = z
  .object({
    url: z
      .url({ protocol: /^https?$/, error: 'takes an http or https address of at most 2,000 characters' })
      .max(2000),
    name: textLine(200),
    mediaType: z
      .string()
      .max(100)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'takes a media type, such as image/png')
      .optional(),
    sizeBytes: z.number().int().min(0).optional(),
  })
  .meta({ id: 'Attachment', description: 'A file that lies elsewhere; the server keeps its address alone.' });
export type Attachment = z.infer<typeof Attachment>;

/** An emoji and who chose it. */
const Reaction = z.object({ emoji: z.string(), by: z.string() });

export const Message = z
  .object({
    conversationId: z.string(),
    messageId: z.string(),
    offset: z
      .number()
      .int()
      .meta({ description: 'Its place in the log of the conversation; it never changes.' }),
    clientId: z.string().meta({ description: 'As its sender named it; sent again, it is the same message.' }),
    senderId: z.string(),
    senderName: z.string().nullable(),
    senderKind: z.enum(PARTY_KINDS),
    body: z.string().meta({ description: 'Empty once it is deleted.' }),
    attachments: z.array(Attachment),
    replyTo: z.number().int().nullable().meta({ description: 'Offset of the message that it answers.' }),
    reactions: z.array(Reaction),
    sentAt: z.string(),
    editedAt: z.string().nullable(),
    deletedAt: z.string().nullable(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

const Participant = z
  .object({
    participantId: z.string(),
    kind: z.enum(PARTY_KINDS),
    name: z.string().nullable(),
    joinedAt: z.string(),
    readUpTo: z
      .number()
      .int()
      .meta({ description: 'Offset of the newest message that it has read; 0: none.' }),
  })
  .meta({ id: 'Participant' });

/** What a conversation is about: an order, trip or vehicle of the application. */
export const ConversationAbout = z
  .object({ type: z.enum(['order', 'trip', 'vehicle', 'other']), id: Id })
  .meta({ id: 'ConversationAbout' });
export type ConversationAbout = z.infer<typeof ConversationAbout>;

export const Conversation = z
  .object({
    conversationId: z.string(),
    companyId: z.string(),
    state: z.enum(CONVERSATION_STATES),
    title: z.string().nullable(),
    about: ConversationAbout.nullable(),
    assignedTo: z.string().nullable().meta({ description: 'The agent whose it is.' }),
    participants: z.array(Participant),
    lastMessage: Message.nullable(),
    offset: z.number().int().meta({ description: 'Of the newest event in its log.' }),
    unread: z.number().int().meta({ description: 'Messages of others that whoever asks has not read.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

const ClientId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w.~:-]+$/, 'takes 1–64 characters of A-Z a-z 0-9 . _ ~ : -')
  .meta({
    description: 'Chosen by the sender, unique among its messages: the same again is the same message.',
  });

export const NewMessage = z
  .object({
    body: MessageBody,
    clientId: ClientId,
    attachments: z.array(Attachment).max(MAX_ATTACHMENTS).optional(),
    replyTo: z.number().int().min(1).optional(),
  })
  .meta({ id: 'NewMessage' });
export type NewMessage = z.infer<typeof NewMessage>;

export const NewParticipant = z.object({ participantId: Id, name: textLine(100).optional() });
export type NewParticipant = z.infer<typeof NewParticipant>;

export const NewConversation = z
  .object({
    conversationId: Id.optional().meta({
      description:
        'Absent: the server makes one. Sent again by the same subject, it is the same conversation.',
    }),
    companyId: Id.optional().meta({ description: 'Default `office`.' }),
    title: textLine(200).nullish(),
    about: ConversationAbout.nullish(),
    name: textLine(100).optional().meta({ description: 'What the others see of who opens it.' }),
    participants: z
      .array(NewParticipant)
      .max(MAX_PARTICIPANTS)
      .optional()
      .meta({ description: 'Others who take part, where an agent or dispatcher opens it.' }),
    message: NewMessage.optional(),
  })
  .meta({ id: 'NewConversation' });
export type NewConversation = z.infer<typeof NewConversation>;

export const ConversationChange = z
  .object({
    state: z.enum(CONVERSATION_STATES).optional(),
    assignedTo: Id.nullable().optional(),
    title: textLine(200).nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    message: 'takes at least one of state, assignedTo, title',
  })
  .meta({ id: 'ConversationChange' });
export type ConversationChange = z.infer<typeof ConversationChange>;

export const ConversationQuery = z.object({
  companyId: Id.optional(),
  state: z.enum(CONVERSATION_STATES).optional(),
  assignedTo: Id.optional().meta({ description: '`none`: those that are nobody’s.' }),
  participantId: Id.optional(),
  about: z
    .string()
    .regex(
      /^(order|trip|vehicle|other):[A-Za-z0-9._~@-]{1,128}$/,
      'takes order:ID, trip:ID, vehicle:ID or other:ID',
    )
    .optional(),
  unread: z.stringbool().optional().meta({ description: 'Those with unread messages alone.' }),
  limit: pageLimit(CONVERSATION_PAGE),
  cursor: z.string().max(200).optional(),
});
export type ConversationQuery = z.output<typeof ConversationQuery>;

export const MessageQuery = z
  .object({
    before: numberText(z.number().int().min(1))
      .optional()
      .meta({ description: 'Messages with a smaller offset.' }),
    after: numberText(z.number().int().min(0))
      .optional()
      .meta({ description: 'Messages with a greater offset.' }),
    limit: pageLimit(MESSAGE_PAGE),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, {
    message: 'takes before or after, not both',
  });
export type MessageQuery = z.output<typeof MessageQuery>;

export const MessagePage = z
  .object({
    items: z.array(Message).meta({ description: 'In their order.' }),
    before: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Where older ones go on; null: there are none.' }),
    after: z.number().int().nullable().meta({ description: 'Where newer ones go on; null: there are none.' }),
  })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;

export const MessageSearch = z.object({
  q: z.string().trim().min(2, 'takes two characters at least').max(200),
  companyId: Id.optional(),
  conversationId: Id.optional(),
  limit: pageLimit(MESSAGE_PAGE),
});
export type MessageSearch = z.output<typeof MessageSearch>;

export const FoundMessages = z
  .object({
    items: z.array(
      z.object({
        message: Message,
        snippet: z.string().meta({ description: 'What surrounds the words that were found, in plain text.' }),
      }),
    ),
  })
  .meta({ id: 'FoundMessages', description: 'Newest first.' });
export type FoundMessages = z.infer<typeof FoundMessages>;

/** The fields of MessageQuery on sockets, where numbers are numbers. */
export const MessageSelection = {
  before: z.number().int().min(1).optional().meta({ description: 'Messages with a smaller offset.' }),
  after: z.number().int().min(0).optional().meta({ description: 'Messages with a greater offset.' }),
  limit: pageLimit(MESSAGE_PAGE),
};

export const MessageEdit = z.object({ body: MessageBody });
export const MessageReaction = z.object({
  emoji: z.string().min(1).max(16).nullable().meta({ description: 'Null takes one’s own away.' }),
});
export const ReadUpTo = z.object({ offset: z.number().int().min(0) });

export const ConversationParams = z.object({ id: Id });
export const MessageParams = z.object({ id: Id, offset: numberText(z.number().int().min(1)) });
export const ParticipantParams = z.object({ id: Id, participantId: Id });
