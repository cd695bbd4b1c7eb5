const SENT_AT = '2026-05-04T07:46:00.000Z';

const MESSAGE = {
  conversationId: 'c-17',
  messageId: 'm-0J8Zc2',
  offset: 2,
  clientId: '6f1b2c',
  senderId: 'rider-12',
  senderName: 'Rita',
  senderKind: 'customer' as const,
  body: 'I left my umbrella in the car.',
  attachments: [],
  replyTo: null,
  reactions: [],
  sentAt: SENT_AT,
  editedAt: null,
  deletedAt: null,
};
const ANSWER = {
  ...MESSAGE,
  messageId: 'm-0J8Zd9',
  offset: 3,
  clientId: 'a-1',
  senderId: 'agnes',
  senderName: null,
  senderKind: 'agent' as const,
  body: 'The driver has it and comes by at noon.',
  replyTo: 2,
  sentAt: '2026-05-04T07:47:10.000Z',
};
const PARTICIPANT = {
  participantId: 'rider-12',
  kind: 'customer' as const,
  name: 'Rita',
  joinedAt: SENT_AT,
  readUpTo: 2,
};
const HEAD = {
  conversationId: 'c-17',
  companyId: 'office',
  state: 'open' as const,
  title: 'Lost umbrella',
  about: { type: 'order' as const, id: 'o-81' },
  assignedTo: null,
  participants: [PARTICIPANT],
  createdAt: SENT_AT,
  updatedAt: SENT_AT,
  closedAt: null,
};
/** As one reader has it. */
const CONVERSATION = { ...HEAD, lastMessage: MESSAGE, offset: 2, unread: 0 };
const ASSIGNED = { ...CONVERSATION, assignedTo: 'agnes', lastMessage: ANSWER, offset: 4, unread: 1 };
const DRIVER = {
  ...PARTICIPANT,
  participantId: 'driver-3',
  kind: 'member' as const,
  name: 'Dan',
  readUpTo: 0,
};

const PRESENCE = {
  conversationId: 'c-17',
  participantId: 'rider-12',
  kind: 'customer' as const,
  online: true,
};
const MESSAGE_PAGE_EXAMPLE = { items: [MESSAGE, ANSWER], before: null, after: null };
const EDITED = {
  ...MESSAGE,
  body: 'I left my red umbrella in the car.',
  editedAt: '2026-05-04T07:46:30.000Z',
};
const COMPANY_INPUT = {
  name: 'Acme Cabs',
  agents: ['agnes', 'abel'],
  allowedOrigins: ['https://cabs.example'],
  greeting: 'How can we help?',
  retentionDays: 365,
  messagesPerMinute: 60,
};
const COMPANY = {
  ...COMPANY_INPUT,
  companyId: 'office',
  agentsOnline: 1,
  createdAt: '2026-05-01T09:00:00.000Z',
  updatedAt: '2026-05-01T09:00:00.000Z',
};
const NEW_MESSAGE = { body: MESSAGE.body, clientId: MESSAGE.clientId };

/** Bodies of the routes of conversations. */
export const CONVERSATION_BODIES = {
  putCompany: COMPANY_INPUT,
  openConversation: {
    conversationId: 'c-17',
    title: 'Lost umbrella',
    about: { type: 'order' as const, id: 'o-81' },
    name: 'Rita',
    message: NEW_MESSAGE,
  },
  changeConversation: { assignedTo: 'agnes' },
  addParticipant: { participantId: 'driver-3', name: 'Dan' },
  sendMessage: NEW_MESSAGE,
  editMessage: { body: EDITED.body },
  reactToMessage: { emoji: '👍' },
  readMessages: { offset: 2 },
  openWidget: { companyId: 'office', name: 'Rita' },
};

/** Answers of the routes of conversations. */
export const CONVERSATION_ANSWERS = {
  listCompanies: { items: [COMPANY] },
  company: COMPANY,
  putCompany: COMPANY,
  openConversation: CONVERSATION,
  listConversations: { items: [CONVERSATION], nextCursor: null },
  conversation: { ...CONVERSATION, presence: [PRESENCE] },
  changeConversation: ASSIGNED,
  addParticipant: { ...ASSIGNED, participants: [PARTICIPANT, DRIVER], offset: 5 },
  removeParticipant: { ...ASSIGNED, offset: 6 },
  listMessages: MESSAGE_PAGE_EXAMPLE,
  sendMessage: MESSAGE,
  editMessage: EDITED,
  deleteMessage: { ...MESSAGE, body: '', deletedAt: '2026-05-04T07:48:00.000Z' },
  reactToMessage: { ...MESSAGE, reactions: [{ emoji: '👍', by: 'agnes' }] },
  readMessages: { readUpTo: 2, unread: 0 },
  searchMessages: { items: [{ message: MESSAGE, snippet: 'I left my umbrella in the car.' }] },
  eraseParticipant: { conversations: 2, messages: 14 },
  openWidget: {
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJndWVzdH4ifQ.signature',
    expiresAt: '2026-05-04T08:46:00.000Z',
    guest: 'eyJhbGciOiJIUzI1NiJ9.eyJndWVzdCI6Imd1ZXN0fiJ9.signature',
    guestId: 'guest~0b9e5a52-8a3f-4a51-9d0b-3a5e3fd0c1aa',
    company: { companyId: 'office', name: 'Acme Cabs', greeting: 'How can we help?', agentsOnline: 1 },
    conversationId: null,
  },
};

const OF = { conversationId: 'c-17' };

/** Input of the commands of conversations. */
export const CONVERSATION_COMMAND_EXAMPLES = {
  'join:conversation': OF,
  'leave:conversation': OF,
  'message:list': { ...OF, before: 2, limit: 50 },
  'message:send': { ...OF, ...NEW_MESSAGE },
  'message:edit': { ...OF, offset: 2, body: EDITED.body },
  'message:delete': { ...OF, offset: 2 },
  'message:react': { ...OF, offset: 2, emoji: '👍' },
  'message:read': { ...OF, offset: 2 },
  typing: { ...OF, typing: true },
};

/** Fields of their positive acks. */
export const CONVERSATION_ACK_EXAMPLES = {
  'join:conversation': {
    conversation: CONVERSATION,
    messages: { items: [MESSAGE], before: null, after: null },
    presence: [PRESENCE],
    epoch: 'b4c1',
    offset: 2,
  },
  'leave:conversation': {},
  'message:list': { items: [], before: null, after: 1 },
  'message:send': { message: MESSAGE, messageId: MESSAGE.messageId, offset: MESSAGE.offset },
  'message:edit': { message: EDITED },
  'message:delete': { message: CONVERSATION_ANSWERS.deleteMessage },
  'message:react': { message: CONVERSATION_ANSWERS.reactToMessage },
  'message:read': { readUpTo: 2, unread: 0 },
  typing: {},
};
