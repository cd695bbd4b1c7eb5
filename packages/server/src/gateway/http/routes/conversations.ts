import { Readable } from 'node:stream';
import {
  ConversationChange,
  MessageEdit,
  MessageReaction,
  NewConversation,
  NewMessage,
  NewParticipant,
  ReadUpTo,
} from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { begun } from '../files/begun.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type ConversationRoutes = Pick<
  Handlers,
  | 'openConversation'
  | 'listConversations'
  | 'conversation'
  | 'changeConversation'
  | 'addParticipant'
  | 'removeParticipant'
>;
type MessageRoutes = Pick<
  Handlers,
  | 'listMessages'
  | 'sendMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'reactToMessage'
  | 'readMessages'
  | 'searchMessages'
>;
type PersonRoutes = Pick<Handlers, 'exportParticipant' | 'eraseParticipant'>;

/** Conversations and messages; who may do what in which state is judged at the desk. */
export function conversationRoutes(parts: HttpParts): ConversationRoutes & MessageRoutes & PersonRoutes {
  return { ...wholeRoutes(parts), ...messageRoutes(parts), ...personRoutes(parts) };
}

function wholeRoutes({ conversationDesk: desk }: HttpParts): ConversationRoutes {
  return {
    openConversation: ({ subject, body }) => desk.open(subject, decodeBy(NewConversation, body)),
    listConversations: ({ subject, query }) => desk.list(subject, query),
    async conversation({ subject, params }) {
      const [conversation, presence] = await Promise.all([
        desk.conversation(subject, params.id),
        desk.presence(subject, params.id),
      ]);
      return { ...conversation, presence };
    },
    changeConversation: ({ subject, params, body }) =>
      desk.change(subject, params.id, decodeBy(ConversationChange, body)),
    addParticipant: ({ subject, params, body }) =>
      desk.addParticipant(subject, params.id, decodeBy(NewParticipant, body)),
    removeParticipant: ({ subject, params }) =>
      desk.removeParticipant(subject, params.id, params.participantId),
  };
}

function messageRoutes({ conversationDesk: desk }: HttpParts): MessageRoutes {
  const placeOf = ({ id: conversationId, offset }: { id: string; offset: number }) => ({
    conversationId,
    offset,
  });
  return {
    listMessages: ({ subject, params, query }) => desk.messages(subject, params.id, query),
    sendMessage: ({ subject, params, body }) => desk.send(subject, params.id, decodeBy(NewMessage, body)),
    editMessage: ({ subject, params, body }) =>
      desk.edit(subject, placeOf(params), decodeBy(MessageEdit, body).body),
    deleteMessage: ({ subject, params }) => desk.remove(subject, placeOf(params)),
    reactToMessage: ({ subject, params, body }) =>
      desk.react(subject, placeOf(params), decodeBy(MessageReaction, body).emoji),
    readMessages: ({ subject, params, body }) =>
      desk.read(subject, params.id, decodeBy(ReadUpTo, body).offset),
    searchMessages: ({ subject, query }) => desk.search(subject, query),
  };
}

function personRoutes({ conversationDesk: desk }: HttpParts): PersonRoutes {
  return {
    async exportParticipant({ subject, params, reply }) {
      const lines = await begun(desk.export(subject.tenant, params.id));
      reply.type('application/x-ndjson; charset=utf-8').header('cache-control', 'no-store');
      return reply.send(Readable.from(lines, { objectMode: false }));
    },
    eraseParticipant: ({ subject, params }) => desk.erase(subject.tenant, params.id),
  };
}
