import type { Conversation } from '@waycast/contract';
import { toConversationUpdate, toMessage } from '../../ports/conversation-events.ts';
import type { ReadConversation } from '../../ports/conversations.ts';

/** A conversation as one reader gets it. */
export function conversationAnswer(conversation: ReadConversation): Conversation {
  const { revision, ...head } = toConversationUpdate(conversation);
  const { lastMessage, unread } = conversation;
  return {
    ...head,
    lastMessage: lastMessage === null ? null : toMessage(lastMessage),
    offset: revision,
    unread,
  };
}
