import { z } from 'zod';
import { toCompanyMessage, toConversationUpdate, toMessage } from '../../../ports/conversation-events.ts';
import type { ConversationNews, StoredConversation, StoredMessage } from '../../../ports/conversations.ts';
import type { OutboxMessage } from '../../../ports/transaction-outbox.ts';
import type { Row } from '../database.ts';
import { Listeners } from '../outbox/listeners.ts';
import type { CommittedMessages } from '../outbox/outbox-rows.ts';

/** One row that a statement wrote into `outbox`. */
const Told = z.object({
  id: z.number(),
  family: z.enum(['conversation', 'company']),
  event: z.enum(['message:new', 'message:changed', 'message:read', 'conversation:update']),
  at: z.number(),
});
type Told = z.infer<typeof Told>;

const Answer = z.object({ epoch: z.string(), told: z.array(Told), hooked: z.boolean().default(false) });

/** What a transaction has decided to tell: rows of `outbox`, and the epoch of their offsets. */
export interface ToldRows {
  readonly epoch: string;
  readonly told: readonly Told[];
  /** Deliveries to webhooks were written along. */
  readonly hooked: boolean;
}

export function readTold(row: Row): ToldRows {
  return Answer.parse(row);
}

/** What the rows tell of. */
interface Facts {
  readonly tenant: string;
  readonly conversationId: string;
  readonly companyId: string;
  readonly message?: StoredMessage;
  readonly conversation?: StoredConversation;
  readonly read?: { readonly participantId: string; readonly readUpTo: number };
}

/** What this server has committed of conversations, to those who listen. */
export class ToldEvents {
  readonly news = new Listeners<[ConversationNews]>();
  readonly #messages: CommittedMessages;
  readonly #due: () => void;

  /** `due`: there is something to deliver to webhooks. */
  constructor(messages: CommittedMessages, due: () => void) {
    this.#messages = messages;
    this.#due = due;
  }

  /** After the commit. Of what the facts do not say nothing is told here: it is taken from the outbox later. */
  tell({ epoch, told, hooked }: ToldRows, facts: Facts): void {
    if (hooked) this.#due();
    const messages = told.flatMap((one) => messageOf(one, epoch, facts) ?? []);
    if (messages.length > 0) this.#messages.tell(messages);
  }
}

function messageOf({ id, family, event, at }: Told, epoch: string, facts: Facts): OutboxMessage | undefined {
  const isOwn = family === 'conversation';
  const data = dataOf(event, isOwn, facts);
  if (data === undefined) return undefined;
  const { tenant, conversationId, companyId } = facts;
  const topic = { tenant, family, id: isOwn ? conversationId : companyId };
  return { id, topic, event, data, position: isOwn ? { epoch, offset: at } : null };
}

function dataOf(event: Told['event'], isOwn: boolean, facts: Facts): object | undefined {
  const { message, conversation, read, conversationId } = facts;
  switch (event) {
    case 'message:new':
      return message && (isOwn ? toMessage(message) : toCompanyMessage(message));
    case 'message:changed':
      return message && { conversationId: message.conversationId, message: toMessage(message) };
    case 'message:read':
      return read && { conversationId, ...read };
    case 'conversation:update':
      return conversation && toConversationUpdate(conversation);
    default:
      return event satisfies never;
  }
}
