import { readText } from '../cells.ts';
import type { Database, Row } from '../database.ts';
import { readConversation } from './conversation-rows.ts';
import { HEAD, LOCK } from './conversation-statements.ts';
import { ERASE_HEAD, ERASE_MESSAGES, FIND_OF_PERSON, MESSAGES_A_PIECE } from './erase-statements.ts';
import { readMessage } from './message-rows.ts';
import { readTold, type ToldEvents } from './told-events.ts';

const CONVERSATIONS_A_PIECE = 100;

interface Erasure {
  readonly database: Database;
  readonly events: ToldEvents;
  readonly tenant: string;
  readonly personId: string;
  readonly reaction: string;
}

/** Conversation by conversation and piece by piece; repeated after a failure it goes on where it ended. */
export async function erasePerson(
  database: Database,
  events: ToldEvents,
  tenant: string,
  personId: string,
): Promise<{ conversations: number; messages: number }> {
  const erasure = { database, events, tenant, personId, reaction: JSON.stringify([{ by: personId }]) };
  const done = { conversations: 0, messages: 0 };
  for (let after: string | undefined = ''; after !== undefined; ) {
    const ids = await findFrom(erasure, after);
    for (const conversationId of ids) {
      done.messages += await eraseMessages(erasure, conversationId);
      await eraseHead(erasure, conversationId);
    }
    done.conversations += ids.length;
    after = ids.length < CONVERSATIONS_A_PIECE ? undefined : ids.at(-1);
  }
  return done;
}

async function findFrom({ database, tenant, personId, reaction }: Erasure, after: string): Promise<string[]> {
  const parameters = [tenant, personId, reaction, after, CONVERSATIONS_A_PIECE];
  return (await database.query(FIND_OF_PERSON, parameters)).map((row) => readText(row, 'id'));
}

/** Resolves to how many messages of its own it had; what it said to others by a reaction goes along. */
async function eraseMessages(erasure: Erasure, conversationId: string): Promise<number> {
  const { database, events, tenant, personId, reaction } = erasure;
  let own = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after;
    const rows: Row[] = await database.transaction(async (queries) => {
      await queries.query(LOCK, [tenant, conversationId]);
      return queries.query(ERASE_MESSAGES, [tenant, conversationId, personId, reaction, from]);
    });
    const erased = rows.map((row) => ({ row, message: readMessage(row['found']) }));
    for (const { row, message } of erased) events.tell(readTold(row), { ...message, message });
    own += rows.filter((row) => row['own'] === true).length;
    after = rows.length < MESSAGES_A_PIECE ? undefined : erased.at(-1)?.message.offset;
  }
  return own;
}

async function eraseHead({ database, events, tenant, personId }: Erasure, conversationId: string) {
  const key = [tenant, conversationId];
  const rows = await database.transaction(async (queries) => {
    await queries.query(LOCK, key);
    const [told] = await queries.query(ERASE_HEAD, [...key, personId]);
    const [head] = await queries.query(HEAD, key);
    return { told, head };
  });
  // Somebody may have deleted it meanwhile.
  if (rows.told === undefined || rows.head === undefined) return;
  const conversation = readConversation(rows.head['found']);
  events.tell(readTold(rows.told), { ...conversation, conversation });
  events.news.tell({ what: 'changed', conversation });
}
