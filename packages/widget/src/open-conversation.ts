import { ask } from './api.ts';
import type { Memory } from './memory.ts';
import { toProblem } from './problem.ts';
import type { Settings } from './settings.ts';
import { newId, type Unsent } from './unsent.ts';
import type { Visitor } from './visitor.ts';

/** Where this browser keeps the id of the conversation. */
export const CONVERSATION = 'conversation';
const OPENING = 'opening';

interface OpenParts {
  readonly settings: Settings;
  readonly memory: Memory;
  readonly visitor: Visitor;
}

/**
 * Opens the conversation with its first message; resolves to its id, or to that which another tab has opened. Rejects
 * with Problem. The id is kept before it is asked for, so that a lost answer makes no second conversation.
 */
export async function openConversation(
  { settings, memory, visitor }: OpenParts,
  { clientId, body }: Pick<Unsent, 'clientId' | 'body'>,
): Promise<string> {
  const { companyId, name, server } = settings;
  // Tokens are got by one tab at a time as well, so that it is not asked for below.
  const token = await visitor.token();
  return await memory.alone(async () => {
    const opened = memory.get(CONVERSATION);
    if (opened !== undefined) return opened;
    const conversationId = memory.get(OPENING) ?? newId();
    memory.set(OPENING, conversationId);
    const asked = { conversationId, companyId, name, message: { clientId, body } };
    try {
      await ask(`${server}api/conversations`, { method: 'POST', token, body: asked });
    } catch (error) {
      // The id is somebody else's: another is tried.
      if (toProblem(error).code === 'conflict') memory.remove(OPENING);
      throw error;
    }
    memory.set(CONVERSATION, conversationId);
    memory.remove(OPENING);
    return conversationId;
  });
}
