import type { CompanyMessage, ConversationUpdate, Message } from '@waycast/contract';
import type { StoredConversation, StoredMessage } from './conversations.ts';

// Conversations and messages as their followers get them.

export function toMessage(stored: StoredMessage): Message {
  const { tenant: _tenant, companyId: _company, attachments, reactions, ...message } = stored;
  return {
    ...message,
    attachments: [...attachments],
    reactions: [...reactions],
    sentAt: iso(stored.sentAt),
    editedAt: isoOrNull(stored.editedAt),
    deletedAt: isoOrNull(stored.deletedAt),
  };
}

/** For followers of the company, whose own log has other offsets. */
export function toCompanyMessage(stored: StoredMessage): CompanyMessage {
  const { offset, ...message } = toMessage(stored);
  return { ...message, companyId: stored.companyId, conversationOffset: offset };
}

export function toConversationUpdate(stored: StoredConversation): ConversationUpdate {
  const { tenant: _tenant, createdBy: _by, lastMessage: _last, participants, ...conversation } = stored;
  return {
    ...conversation,
    participants: participants.map((one) => ({ ...one, joinedAt: iso(one.joinedAt) })),
    createdAt: iso(stored.createdAt),
    updatedAt: iso(stored.updatedAt),
    closedAt: isoOrNull(stored.closedAt),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
