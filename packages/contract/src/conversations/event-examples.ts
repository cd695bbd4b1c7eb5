/** A message of a customer. */
const MESSAGE = {
  conversationId: 'c-17',
  messageId: '0198c3d2-6a4e-7c11-9a55-0f6f5b1d2e3a',
  offset: 12,
  clientId: 'm-4',
  senderId: 'rider-12',
  senderName: 'Ana',
  senderKind: 'customer' as const,
  body: 'I stand by the taxi rank.',
  attachments: [],
  replyTo: 11,
  reactions: [],
  sentAt: '2026-05-04T07:46:05.000Z',
  editedAt: null,
  deletedAt: null,
};

/** A conversation as its followers get it. */
const CONVERSATION_UPDATE = {
  conversationId: 'c-17',
  companyId: 'office',
  state: 'open' as const,
  title: null,
  about: { type: 'order' as const, id: 'o-81' },
  assignedTo: 'olga',
  participants: [
    {
      participantId: 'rider-12',
      kind: 'customer' as const,
      name: 'Ana',
      joinedAt: '2026-05-04T07:45:50.000Z',
      readUpTo: 11,
    },
  ],
  revision: 14,
  createdAt: '2026-05-04T07:45:50.000Z',
  updatedAt: '2026-05-04T07:46:20.000Z',
  closedAt: null,
};

/** What followers of a conversation get. */
export const CONVERSATION_EVENTS = {
  'message:new': { ...MESSAGE, topic: 'conversation:c-17', epoch: 'b4c1' },
  'message:changed': {
    conversationId: 'c-17',
    message: { ...MESSAGE, body: 'I stand by the bus stop.', editedAt: '2026-05-04T07:46:15.000Z' },
    ...{ topic: 'conversation:c-17', offset: 13, epoch: 'b4c1' },
  },
  'message:read': {
    ...{ conversationId: 'c-17', participantId: 'olga', readUpTo: 12 },
    ...{ topic: 'conversation:c-17', offset: 15, epoch: 'b4c1' },
  },
  'conversation:update': { ...CONVERSATION_UPDATE, topic: 'conversation:c-17', offset: 14, epoch: 'b4c1' },
  typing: {
    ...{ conversationId: 'c-17', participantId: 'olga', name: 'Olga', typing: true },
    topic: 'conversation:c-17',
  },
  presence: {
    ...{ conversationId: 'c-17', participantId: 'rider-12', kind: 'customer' as const, online: true },
    topic: 'conversation:c-17',
  },
};
