import { WaycastError } from '@waycast/contract';
import type { ConversationToOpen, Opening } from '../../../ports/conversations.ts';
import type { Database, Queries } from '../database.ts';
import { readConversation } from './conversation-rows.ts';
import { HEAD, OPEN } from './conversation-statements.ts';
import { type Sent, trySend } from './send-message.ts';
import { readTold, type ToldRows } from './told-events.ts';

interface Opened {
  readonly opening: Opening;
  /** Undefined: nothing was written. */
  readonly rows?: ToldRows;
  readonly sent?: Sent | undefined;
}

/** With its people and its first message, all or none. */
export function openConversation(database: Database, conversation: ConversationToOpen): Promise<Opened> {
  return database.transaction(async (queries) => {
    const { tenant, conversationId, companyId, title, about, by, participants, message } = conversation;
    const [row] = await queries.query(OPEN, [
      ...[tenant, conversationId, companyId, title, about?.type ?? null, about?.id ?? null, by.id],
      JSON.stringify(participants),
    ]);
    if (row === undefined) {
      const found = await headOf(queries, conversation);
      const isSame = found.createdBy === by.id;
      return { opening: isSame ? { outcome: 'again', conversation: found } : { outcome: 'id-taken' } };
    }
    const sent = message === null ? undefined : await trySend(queries, conversation, by, message);
    const opened = await headOf(queries, conversation);
    return { opening: { outcome: 'opened', conversation: opened }, rows: readTold(row), sent };
  });
}

async function headOf(
  queries: Queries,
  { tenant, conversationId }: { readonly tenant: string; readonly conversationId: string },
) {
  const [row] = await queries.query(HEAD, [tenant, conversationId]);
  if (row !== undefined) return readConversation(row['found']);
  throw new WaycastError('unavailable', `${conversationId} was deleted this moment; try again`, {
    retryAfterMs: 100,
  });
}
