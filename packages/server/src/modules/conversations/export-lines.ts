import { toMessage } from '../../ports/conversation-events.ts';
import type { Conversations } from '../../ports/conversations.ts';
import { conversationAnswer } from './answers.ts';

/** Lines of JSON, each with its end: `{"kind": "conversation", …}` and `{"kind": "message", …}`. */
export async function* exportLines(
  conversations: Pick<Conversations, 'export'>,
  tenant: string,
  personId: string,
): AsyncGenerator<string> {
  for await (const one of conversations.export(tenant, personId)) {
    const answer =
      one.kind === 'message' ? toMessage(one.value) : conversationAnswer({ ...one.value, unread: 0 });
    yield `${JSON.stringify({ kind: one.kind, ...answer })}\n`;
  }
}
