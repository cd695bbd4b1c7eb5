import type {
  ConversationStep,
  MessageStep,
  Party,
  StoredConversation,
  StoredMessage,
} from '../../../ports/conversations.ts';
import type { Database, Queries } from '../database.ts';
import { readConversation } from './conversation-rows.ts';
import { CHANGE, CHANGE_MESSAGE, GET_MESSAGE, HEAD, LOCK, PART_OF } from './conversation-statements.ts';
import { readMessage } from './message-rows.ts';
import { readTold, type ToldRows } from './told-events.ts';

interface Changed {
  readonly conversation: StoredConversation | undefined;
  /** Undefined: nothing was written. */
  readonly rows?: ToldRows;
}

/** Decides and writes under the conversation's lock; what is as the step wants it is not written again. */
export function changeConversation(
  database: Database,
  tenant: string,
  conversationId: string,
  by: Party,
  decide: (conversation: StoredConversation) => ConversationStep | undefined,
): Promise<Changed> {
  const key = [tenant, conversationId];
  return database.transaction(async (queries) => {
    await queries.query(LOCK, key);
    const before = await head(queries, key);
    const step = before && decide(before);
    if (before === undefined || step === undefined) return { conversation: before };
    if (!(await changesAnything(queries, key, before, step))) return { conversation: before };
    const { state, assignedTo, title } = { ...before, ...step.set };
    const { add, remove } = step;
    const [row = {}] = await queries.query(CHANGE, [
      ...[...key, state, assignedTo, title],
      ...[add?.id ?? null, add?.kind ?? null, add?.name ?? null, remove ?? null, by.id],
    ]);
    return { conversation: await head(queries, key), rows: readTold(row) };
  });
}

async function changesAnything(
  queries: Queries,
  key: readonly string[],
  before: StoredConversation,
  { set, add, remove }: ConversationStep,
): Promise<boolean> {
  const { state, assignedTo, title } = { ...before, ...set };
  if (state !== before.state || assignedTo !== before.assignedTo || title !== before.title) return true;
  if (remove !== undefined && before.participants.some((one) => one.participantId === remove)) return true;
  if (add === undefined) return false;
  const [part] = await queries.query(PART_OF, [...key, add.id]);
  const { takes_part: takesPart, kind, name } = part ?? {};
  return takesPart !== true || kind !== add.kind || (add.name !== null && name !== add.name);
}

async function head(queries: Queries, key: readonly string[]): Promise<StoredConversation | undefined> {
  const [row] = await queries.query(HEAD, key);
  return row && readConversation(row['found']);
}

interface ChangedMessage {
  readonly message: StoredMessage | undefined;
  /** Undefined: nothing was written. */
  readonly rows?: ToldRows;
}

/** Decides and writes under the conversation's lock. Undefined: there is no such message. */
export function changeMessage(
  database: Database,
  { tenant, conversationId, offset }: { tenant: string; conversationId: string; offset: number },
  by: Party,
  decide: (message: StoredMessage) => MessageStep | undefined,
): Promise<ChangedMessage> {
  const key = [tenant, conversationId];
  return database.transaction(async (queries) => {
    await queries.query(LOCK, key);
    const [found] = await queries.query(GET_MESSAGE, [...key, offset]);
    const before = found && readMessage(found['found']);
    const step = before && decide(before);
    if (before === undefined || step === undefined) return { message: before };
    const { body, attachments, reactions } = { ...before, ...becoming(before, by, step) };
    const [row = {}] = await queries.query(CHANGE_MESSAGE, [
      ...[...key, offset, body, JSON.stringify(attachments), JSON.stringify(reactions), step.change, by.id],
    ]);
    return { message: readMessage(row['found']), rows: readTold(row) };
  });
}

function becoming(before: StoredMessage, by: Party, step: MessageStep): Partial<StoredMessage> {
  switch (step.change) {
    case 'edited':
      return { body: step.body };
    case 'deleted':
      return { body: '', attachments: [], reactions: [] };
    case 'reacted': {
      const others = before.reactions.filter((reaction) => reaction.by !== by.id);
      return { reactions: step.emoji === null ? others : [...others, { emoji: step.emoji, by: by.id }] };
    }
    default:
      return step satisfies never;
  }
}
