import type { Conversation, Message, WidgetSession } from '@waycast/contract';

// What comes from the server is unknown until it was read here. Only what the widget shows is read: the contract's own
// schemas would be most of its size.

export type ChatMessage = Pick<
  Message,
  | 'offset'
  | 'clientId'
  | 'senderId'
  | 'senderName'
  | 'senderKind'
  | 'body'
  | 'attachments'
  | 'replyTo'
  | 'sentAt'
  | 'editedAt'
  | 'deletedAt'
> & {
  /** Each sign and how many people gave it. */
  readonly reactions: ReadonlyMap<string, number>;
};

/** A conversation's head. */
export interface Head extends Pick<Conversation, 'conversationId' | 'state'> {
  /** How far everyone has read, by participant. */
  readonly reads: ReadonlyMap<string, number>;
}

export interface Page {
  readonly messages: readonly ChatMessage[];
  /** Where older ones go on; null: there are none. */
  readonly before: number | null;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const KINDS = ['customer', 'agent', 'member', 'system'] as const;

export function readMessage(value: unknown): ChatMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { offset, clientId, senderId, body, sentAt } = value;
  const senderKind = KINDS.find((kind) => kind === value['senderKind']);
  if (!isOffset(offset) || typeof clientId !== 'string' || typeof senderId !== 'string') return undefined;
  if (typeof body !== 'string' || typeof sentAt !== 'string' || senderKind === undefined) return undefined;
  return {
    offset,
    clientId,
    senderId,
    senderName: textOrNull(value['senderName']),
    senderKind,
    body,
    attachments: list(value['attachments']).flatMap(readAttachment),
    replyTo: isOffset(value['replyTo']) ? value['replyTo'] : null,
    reactions: countReactions(list(value['reactions'])),
    sentAt,
    editedAt: textOrNull(value['editedAt']),
    deletedAt: textOrNull(value['deletedAt']),
  };
}

function countReactions(reactions: readonly unknown[]): ChatMessage['reactions'] {
  const counts = new Map<string, number>();
  for (const one of reactions) {
    if (!isRecord(one) || typeof one['emoji'] !== 'string') continue;
    counts.set(one['emoji'], (counts.get(one['emoji']) ?? 0) + 1);
  }
  return counts;
}

/** A link goes to the web: one with another scheme would run what its sender wrote. */
function readAttachment(value: unknown): ChatMessage['attachments'] {
  if (!isRecord(value)) return [];
  const { url, name } = value;
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return [];
  return [{ url, name: typeof name === 'string' ? name : url }];
}

export function readHead(value: unknown): Head | undefined {
  if (!isRecord(value)) return undefined;
  const { conversationId, participants } = value;
  const state = (['open', 'pending', 'closed'] as const).find((one) => one === value['state']);
  if (typeof conversationId !== 'string' || state === undefined) return undefined;
  const reads = list(participants).flatMap((one) =>
    isRecord(one) && typeof one['participantId'] === 'string' && isOffset(one['readUpTo'])
      ? [[one['participantId'], one['readUpTo']] as const]
      : [],
  );
  return { conversationId, state, reads: new Map(reads) };
}

/** A page of messages, in the server's order. */
export function readPage(value: unknown): Page {
  const { items, before } = isRecord(value) ? value : {};
  const messages = list(items)
    .map(readMessage)
    .filter((one) => one !== undefined);
  return { messages, before: isOffset(before) ? before : null };
}

export type Session = Pick<WidgetSession, 'token' | 'expiresAt' | 'guest' | 'guestId' | 'conversationId'> & {
  readonly company: Pick<WidgetSession['company'], 'name' | 'greeting' | 'agentsOnline'>;
};

export function readSession(value: unknown): Session | undefined {
  if (!isRecord(value) || !isRecord(value['company'])) return undefined;
  const { token, expiresAt, guest, guestId, company } = value;
  if (typeof token !== 'string' || typeof expiresAt !== 'string') return undefined;
  if (typeof guest !== 'string' || typeof guestId !== 'string') return undefined;
  const conversationId = textOrNull(value['conversationId']);
  return { token, expiresAt, guest, guestId, conversationId, company: readCompany(company) };
}

function readCompany(company: Fields): Session['company'] {
  const { name, agentsOnline } = company;
  return {
    name: typeof name === 'string' ? name : '',
    greeting: textOrNull(company['greeting']),
    agentsOnline: typeof agentsOnline === 'number' ? agentsOnline : 0,
  };
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
