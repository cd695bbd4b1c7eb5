import { CONVERSATION_STATES, type ConversationState, WaycastError } from '@waycast/contract';
import type {
  ConversationStep,
  MessageStep,
  StoredConversation,
  StoredMessage,
} from '../../ports/conversations.ts';

/*
 *   open ──hold──▶ pending ──close──▶ closed          A message of a customer or member leads back to open, from
 *     ▲──────────────┘ reopen ◀──────────┘            pending and from closed. `assign` changes whose it is.
 */

export const CONVERSATION_VERBS = [
  'assign',
  'hold',
  'close',
  'reopen',
  'name',
  'add',
  'remove',
  'leave',
] as const;
export type ConversationVerb = (typeof CONVERSATION_VERBS)[number];

/** `agent` serves the conversation, `party` takes part in it. */
export const SIDES = ['agent', 'party'] as const;
export type Side = (typeof SIDES)[number];

interface Rule {
  readonly in: readonly ConversationState[];
  readonly by: readonly Side[];
}

const AGENT: readonly Side[] = ['agent'];
const NOT_CLOSED: readonly ConversationState[] = ['open', 'pending'];

const RULES: Readonly<Record<ConversationVerb, Rule>> = {
  assign: { in: NOT_CLOSED, by: AGENT },
  hold: { in: NOT_CLOSED, by: AGENT },
  close: { in: CONVERSATION_STATES, by: AGENT },
  reopen: { in: CONVERSATION_STATES, by: AGENT },
  name: { in: CONVERSATION_STATES, by: AGENT },
  add: { in: NOT_CLOSED, by: AGENT },
  remove: { in: CONVERSATION_STATES, by: AGENT },
  leave: { in: CONVERSATION_STATES, by: SIDES },
};

const VERB_TO: Readonly<Record<ConversationState, ConversationVerb>> = {
  open: 'reopen',
  pending: 'hold',
  closed: 'close',
};

type Found = Pick<StoredConversation, 'conversationId' | 'companyId' | 'state'>;

/** Throws `forbidden` where somebody else may do it, `conflict` where the state does not allow it. */
export function requireMay(
  { conversationId, companyId, state }: Found,
  verb: ConversationVerb,
  side: Side,
): void {
  const rule = RULES[verb];
  if (!rule.by.includes(side))
    throw new WaycastError(
      'forbidden',
      `to ${verb} is for agents of company ${companyId} and dispatchers; write to them in the conversation`,
    );
  if (rule.in.includes(state)) return;
  const possible = CONVERSATION_VERBS.filter(
    (one) => RULES[one].in.includes(state) && RULES[one].by.includes(side),
  );
  throw new WaycastError(
    'conflict',
    `conversation ${conversationId} is ${state}; ${verb} is not possible now. Possible: ${possible.join(', ')}`,
  );
}

export interface WantedChange {
  readonly state?: ConversationState | undefined;
  readonly assignedTo?: string | null | undefined;
  readonly title?: string | null | undefined;
}

/** What becomes of the conversation; undefined: it is so already. A new state counts before the rest. */
export function changeStep(
  conversation: Found & Pick<StoredConversation, 'assignedTo' | 'title'>,
  { state, assignedTo, title }: WantedChange,
  side: Side,
): ConversationStep | undefined {
  const then = { ...conversation, state: state ?? conversation.state };
  if (state !== undefined) requireMay(conversation, VERB_TO[state], side);
  if (assignedTo !== undefined) requireMay(then, 'assign', side);
  if (title !== undefined) requireMay(then, 'name', side);
  const set = {
    ...(state === undefined || state === conversation.state ? {} : { state }),
    ...(assignedTo === undefined || assignedTo === conversation.assignedTo ? {} : { assignedTo }),
    ...(title === undefined || title === conversation.title ? {} : { title }),
  };
  return Object.keys(set).length === 0 ? undefined : { set };
}

/** Who changes a message. */
export interface Changer {
  readonly id: string;
  readonly side: Side;
}

/** What of a message decides what may be done to it. */
type FoundMessage = Pick<StoredMessage, 'offset' | 'senderId' | 'body' | 'deletedAt' | 'reactions'>;

/** Only its sender edits a message. Undefined: it says so already. */
export function editStep(message: FoundMessage, { id }: Changer, body: string): MessageStep | undefined {
  if (message.senderId !== id)
    throw new WaycastError(
      'forbidden',
      `message ${message.offset} is not yours; only its sender can edit it`,
    );
  requireThere(message);
  return message.body === body ? undefined : { change: 'edited', body };
}

/** Its sender deletes a message, and so do agents. Undefined: it is deleted. */
export function deleteStep(message: FoundMessage, { id, side }: Changer): MessageStep | undefined {
  if (message.senderId !== id && side !== 'agent')
    throw new WaycastError(
      'forbidden',
      `message ${message.offset} is not yours; its sender and agents can delete it`,
    );
  return message.deletedAt === null ? { change: 'deleted' } : undefined;
}

/** One emoji of each. Undefined: it is there, or gone, already. */
export function reactStep(
  message: FoundMessage,
  { id }: Changer,
  emoji: string | null,
): MessageStep | undefined {
  requireThere(message);
  const present = message.reactions.find(({ by }) => by === id)?.emoji ?? null;
  return present === emoji ? undefined : { change: 'reacted', emoji };
}

function requireThere({ offset, deletedAt }: FoundMessage): void {
  if (deletedAt !== null)
    throw new WaycastError('conflict', `message ${offset} was deleted; send another one instead`);
}
