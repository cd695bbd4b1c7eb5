import { type Subject, WaycastError } from '@waycast/contract';
import type { ConversationCalls } from '../ports/conversation-desk.ts';
import { type Commands, orCancel } from './command.ts';
import type { Subscribe } from './subscribe.ts';

const NEWEST_PAGE = { limit: 50 };

type ConversationCommand =
  | 'join:company'
  | 'join:conversation'
  | 'leave:conversation'
  | 'typing'
  | `message:${string}`;

/** What sockets do in conversations, and agents for companies. Absent calls: there are none. */
export function conversationCommands(
  subscribe: Subscribe,
  calls: (() => ConversationCalls | undefined) | undefined,
): Pick<Commands, Extract<keyof Commands, ConversationCommand>> {
  function of(conversationId: string): ConversationCalls {
    const found = calls?.();
    if (found !== undefined) return found;
    throw new WaycastError('not_found', `no conversation ${conversationId} that you may see`);
  }

  async function newest(subject: Subject, conversationId: string) {
    const found = of(conversationId);
    const [conversation, messages, presence] = await Promise.all([
      found.conversation(subject, conversationId),
      found.messages(subject, conversationId, NEWEST_PAGE),
      found.presence(subject, conversationId),
    ]);
    return { conversation, messages, presence };
  }

  return {
    async 'join:company'(session, { tenant }, { companyId }) {
      const { release } = await subscribe.join(session, { tenant, family: 'company', id: companyId });
      return { ack: {}, release };
    },
    async 'join:conversation'(session, subject, { conversationId }) {
      const topic = { tenant: subject.tenant, family: 'conversation', id: conversationId } as const;
      const joined = await subscribe.join(session, topic);
      // Read after following began: what comes meanwhile is in both, and tells itself apart by its offset.
      const read = await orCancel(joined, newest(subject, conversationId));
      const { epoch, offset, release } = joined;
      return { ack: { ...read, epoch, offset }, release };
    },
    async 'leave:conversation'(session, { tenant }, { conversationId }) {
      subscribe.leave(session, { tenant, family: 'conversation', id: conversationId });
      return { ack: {} };
    },
    async 'message:list'(_session, subject, { conversationId, ...where }) {
      return { ack: await of(conversationId).messages(subject, conversationId, where) };
    },
    async 'message:send'(_session, subject, { conversationId, ...sent }) {
      const message = await of(conversationId).send(subject, conversationId, sent);
      return { ack: { message, messageId: message.messageId, offset: message.offset } };
    },
    async 'message:edit'(_session, subject, { body, ...place }) {
      return { ack: { message: await of(place.conversationId).edit(subject, place, body) } };
    },
    async 'message:delete'(_session, subject, place) {
      return { ack: { message: await of(place.conversationId).remove(subject, place) } };
    },
    async 'message:react'(_session, subject, { emoji, ...place }) {
      return { ack: { message: await of(place.conversationId).react(subject, place, emoji) } };
    },
    async 'message:read'(_session, subject, { conversationId, offset }) {
      return { ack: await of(conversationId).read(subject, conversationId, offset) };
    },
    async typing(_session, subject, { conversationId, typing }) {
      await of(conversationId).typing(subject, conversationId, typing);
      return { ack: {} };
    },
  };
}
