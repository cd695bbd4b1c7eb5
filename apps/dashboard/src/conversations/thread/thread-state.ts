import type { Conversation, ConversationPresence, ConversationUpdate, Message } from '@waycast/contract';

/** A conversation that is open, as far as it was read. */
export interface ThreadState {
  readonly conversation: Conversation | undefined;
  /** In the server's order. */
  readonly messages: readonly Message[];
  /** Where older ones go on; null: there are none. */
  readonly older: number | null;
  /** Of the newest event that is known. */
  readonly offset: number;
  readonly epoch: string;
  /** Who else has it open. */
  readonly here: ReadonlySet<string>;
  /** Names of who types, by id. */
  readonly typing: ReadonlyMap<string, string>;
}

export const EMPTY_THREAD: ThreadState = {
  conversation: undefined,
  messages: [],
  older: null,
  offset: 0,
  epoch: '',
  here: new Set(),
  typing: new Map(),
};

export type ThreadEvent =
  | { readonly kind: 'joined'; readonly ack: Joined }
  | { readonly kind: 'older'; readonly items: readonly Message[]; readonly before: number | null }
  | { readonly kind: 'message'; readonly message: Message; readonly offset?: number }
  | {
      readonly kind: 'read';
      readonly participantId: string;
      readonly readUpTo: number;
      readonly offset?: number;
    }
  | { readonly kind: 'update'; readonly update: ConversationUpdate }
  | { readonly kind: 'presence'; readonly participantId: string; readonly online: boolean }
  | { readonly kind: 'typing'; readonly participantId: string; readonly name: string | null }
  | { readonly kind: 'quiet'; readonly participantId: string }
  | { readonly kind: 'left' };

interface Joined {
  readonly conversation: Conversation;
  readonly messages: { readonly items: readonly Message[]; readonly before: number | null };
  readonly presence: readonly ConversationPresence[];
  readonly epoch: string;
  readonly offset: number;
}

/** What a thread becomes by what is heard of it. */
export function toThread(state: ThreadState, event: ThreadEvent): ThreadState {
  switch (event.kind) {
    case 'joined':
      return join(state, event.ack);
    case 'older':
      return { ...state, messages: merge(state.messages, event.items), older: event.before };
    case 'message': {
      const typing = without(state.typing, event.message.senderId);
      return { ...state, messages: put(state, event.message), typing, offset: newest(state, event.offset) };
    }
    case 'read':
      return { ...read(state, event.participantId, event.readUpTo), offset: newest(state, event.offset) };
    case 'update':
      return update(state, event.update);
    case 'presence': {
      const here = new Set(state.here);
      if (event.online) here.add(event.participantId);
      else here.delete(event.participantId);
      return { ...state, here };
    }
    case 'typing':
      return {
        ...state,
        typing: new Map(state.typing).set(event.participantId, event.name ?? event.participantId),
      };
    case 'quiet':
      return { ...state, typing: without(state.typing, event.participantId) };
    case 'left':
      return EMPTY_THREAD;
    default:
      return event satisfies never;
  }
}

/** Whether the newest page tells all: nothing was missed since what is known. */
function join(state: ThreadState, { conversation, messages, presence, epoch, offset }: Joined): ThreadState {
  const here = new Set(presence.filter(({ online }) => online).map(({ participantId }) => participantId));
  const isWhole = state.epoch === epoch && state.offset === offset;
  const known = isWhole ? state : { messages: [], older: messages.before };
  return {
    ...{ conversation, here, epoch, offset, typing: new Map() },
    messages: merge(known.messages, messages.items),
    older: known.older,
  };
}

function merge(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const all = new Map(known.map((message) => [message.offset, message]));
  for (const message of more) all.set(message.offset, message);
  return [...all.values()].sort((a, b) => a.offset - b.offset);
}

/** A change of what was not read yet comes with the reading. */
function put({ messages, older }: ThreadState, message: Message): readonly Message[] {
  return older !== null && message.offset < older ? messages : merge(messages, [message]);
}

function read(state: ThreadState, participantId: string, readUpTo: number): ThreadState {
  if (state.conversation === undefined) return state;
  const participants = state.conversation.participants.map((one) =>
    one.participantId === participantId ? { ...one, readUpTo: Math.max(one.readUpTo, readUpTo) } : one,
  );
  return { ...state, conversation: { ...state.conversation, participants } };
}

function update(state: ThreadState, { revision, ...head }: ConversationUpdate): ThreadState {
  const { conversation } = state;
  if (conversation === undefined || revision < conversation.offset) return state;
  return {
    ...state,
    conversation: { ...conversation, ...head, offset: revision },
    offset: newest(state, revision),
  };
}

function newest({ offset }: ThreadState, other = 0): number {
  return Math.max(offset, other);
}

function without(typing: ReadonlyMap<string, string>, id: string): ReadonlyMap<string, string> {
  if (!typing.has(id)) return typing;
  return new Map([...typing].filter(([who]) => who !== id));
}

/** How far anybody but the agents has read. */
export function readByCustomers({ conversation }: Pick<ThreadState, 'conversation'>): number {
  const others = conversation?.participants.filter(({ kind }) => kind !== 'agent') ?? [];
  return Math.max(0, ...others.map(({ readUpTo }) => readUpTo));
}
