import { randomUUID } from 'node:crypto';
import { type Message, type Subject, WaycastError } from '@waycast/contract';
import { denial } from '../../kernel/access.ts';
import type { Companies } from '../../ports/companies.ts';
import type { ConversationDesk, MessagePlace } from '../../ports/conversation-desk.ts';
import { toMessage } from '../../ports/conversation-events.ts';
import type { Conversations, MessageStep, Sending, StoredMessage } from '../../ports/conversations.ts';
import { requireSize } from './message-size.ts';
import type { FindPresent } from './present.ts';
import { type Changer, deleteStep, editStep, reactStep } from './rules.ts';
import type { createSenderRate } from './sender-rate.ts';

export interface MessageDeskParts {
  readonly conversations: Conversations;
  readonly companies: Pick<Companies, 'get' | 'list'>;
  readonly present: FindPresent;
  readonly countMessage: ReturnType<typeof createSenderRate>;
}

type MessageDesk = Pick<ConversationDesk, 'messages' | 'send' | 'edit' | 'remove' | 'react' | 'read'>;

/** What people do with messages. */
export function createMessageDesk(parts: MessageDeskParts): MessageDesk {
  const { conversations, present } = parts;

  /** What the person decides of the message, under its lock. */
  async function changed(
    subject: Subject,
    { conversationId, offset }: MessagePlace,
    decide: (message: StoredMessage, by: Changer) => MessageStep | undefined,
  ): Promise<Message> {
    const { party, side } = await present(subject, conversationId);
    const message = await conversations.changeMessage(
      subject.tenant,
      conversationId,
      offset,
      party,
      (found) => decide(found, { id: subject.id, side }),
    );
    if (message === undefined)
      throw new WaycastError(
        'not_found',
        `conversation ${conversationId} has no message of offset ${offset}`,
      );
    return toMessage(message);
  }

  return {
    messages: (subject, conversationId, where) => page(parts, subject, conversationId, where),
    async send(subject, conversationId, message) {
      requireSize(message.body);
      const { party, companyId } = await present(subject, conversationId);
      const company = await parts.companies.get(subject.tenant, companyId);
      parts.countMessage(
        { tenant: subject.tenant, companyId, id: subject.id },
        company?.messagesPerMinute ?? 60,
      );
      const sending = await conversations.send(subject.tenant, conversationId, party, toSend(message));
      return toMessage(sent(sending, subject, conversationId, message.replyTo));
    },
    edit(subject, place, body) {
      requireSize(body);
      return changed(subject, place, (message, by) => editStep(message, by, body));
    },
    remove: (subject, place) => changed(subject, place, deleteStep),
    react: (subject, place, emoji) => changed(subject, place, (message, by) => reactStep(message, by, emoji)),
    async read(subject, conversationId, offset) {
      const { party } = await present(subject, conversationId);
      const read = await conversations.read(subject.tenant, conversationId, party, offset);
      if (read === undefined) throw denial(subject, 'use:conversation', conversationId);
      const { readUpTo, unread, revision } = read;
      if (offset > revision)
        throw new WaycastError(
          'invalid',
          `offset: ${offset} is ahead of conversation ${conversationId}, whose newest event has offset ${revision}`,
        );
      return { readUpTo, unread };
    },
  };
}

type Page = Parameters<MessageDesk['messages']>[2];

async function page(
  { conversations, present }: MessageDeskParts,
  subject: Subject,
  conversationId: string,
  { before, after, limit }: Page,
) {
  if (before !== undefined && after !== undefined)
    throw new WaycastError('invalid', 'takes before or after, not both');
  await present(subject, conversationId);
  const found = await conversations.messages(subject.tenant, conversationId, { before, after }, limit);
  const items = found.items.map(toMessage);
  // An empty page goes on where it was asked for.
  const [first = before ?? null, last = after ?? null] = [items.at(0)?.offset, items.at(-1)?.offset];
  return { items, before: found.moreBefore ? first : null, after: found.moreAfter ? last : null };
}

/** As the store takes it. */
export function toSend({
  body,
  clientId,
  attachments = [],
  replyTo = null,
}: {
  readonly body: string;
  readonly clientId: string;
  readonly attachments?: StoredMessage['attachments'] | undefined;
  readonly replyTo?: number | null | undefined;
}) {
  return { messageId: randomUUID(), clientId, body, attachments, replyTo };
}

function sent(
  sending: Sending,
  subject: Subject,
  conversationId: string,
  replyTo: number | undefined,
): StoredMessage {
  switch (sending.outcome) {
    case 'sent':
    case 'again':
      return sending.message;
    case 'absent':
      throw denial(subject, 'use:conversation', conversationId);
    case 'no-such-reply':
      throw new WaycastError(
        'invalid',
        `replyTo: conversation ${conversationId} has no message of offset ${replyTo}`,
      );
  }
}
