import { PARTY_KINDS } from '@waycast/contract';
import { z } from 'zod';
import type { StoredMessage } from '../../../ports/conversations.ts';
import { epochMs } from '../sql-times.ts';

/** SQL of a row of `messages`, to be read back by `readMessage`. */
export const storedMessage = (of: string): string =>
  `jsonb_build_object('tenant', ${of}.tenant_id, 'conversationId', ${of}.conversation_id,
      'companyId', ${of}.company_id, 'messageId', ${of}.message_id, 'offset', ${of}.log_offset,
      'clientId', ${of}.client_id, 'senderId', ${of}.sender_id, 'senderName', ${of}.sender_name,
      'senderKind', ${of}.sender_kind, 'body', ${of}.body, 'attachments', ${of}.attachments,
      'replyTo', ${of}.reply_to, 'reactions', ${of}.reactions, 'sentAt', ${epochMs(`${of}.sent_at`)},
      'editedAt', ${epochMs(`${of}.edited_at`)}, 'deletedAt', ${epochMs(`${of}.deleted_at`)})`;

export const Kind = z.enum(PARTY_KINDS);
export const Time = z.number().transform(Math.round);

const Attachment = z.object({
  url: z.string(),
  name: z.string(),
  mediaType: z.string().exactOptional(),
  sizeBytes: z.number().exactOptional(),
});

export const Stored = z.object({
  tenant: z.string(),
  conversationId: z.string(),
  companyId: z.string(),
  messageId: z.string(),
  offset: z.number(),
  clientId: z.string(),
  senderId: z.string(),
  senderName: z.string().nullable(),
  senderKind: Kind,
  body: z.string(),
  attachments: z.array(Attachment),
  replyTo: z.number().nullable(),
  reactions: z.array(z.object({ emoji: z.string(), by: z.string() })),
  sentAt: Time,
  editedAt: Time.nullable(),
  deletedAt: Time.nullable(),
});

/** A message from a cell that holds `storedMessage`. */
export function readMessage(cell: unknown): StoredMessage {
  return Stored.parse(cell);
}
