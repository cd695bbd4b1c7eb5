import { type Conversation, type Subject, WaycastError } from '@waycast/contract';
import { type Access, denial } from '../../kernel/access.ts';
import type { Companies } from '../../ports/companies.ts';
import type { ConversationDesk } from '../../ports/conversation-desk.ts';
import { toMessage } from '../../ports/conversation-events.ts';
import type { ConversationStep, Conversations, StoredConversation } from '../../ports/conversations.ts';
import type { Viewers } from '../../ports/viewers.ts';
import { conversationAnswer } from './answers.ts';
import { exportLines } from './export-lines.ts';
import type { KnownParties } from './known-parties.ts';
import type { KnownPeople } from './known-people.ts';
import { listConversations, reachOf } from './list-conversations.ts';
import { createMessageDesk } from './message-desk.ts';
import { openConversation } from './open-conversation.ts';
import type { FindPresent, Present } from './present.ts';
import { changeStep, requireMay } from './rules.ts';
import type { createSenderRate } from './sender-rate.ts';
import type { createTypingNotes } from './typing-notes.ts';

const MAX_PARTICIPANTS = 50;

export interface ConversationDeskParts {
  readonly conversations: Conversations;
  readonly companies: Pick<Companies, 'get' | 'list'>;
  readonly access: Pick<Access, 'require'>;
  readonly viewers: Pick<Viewers, 'who'>;
  readonly parties: KnownParties;
  readonly people: KnownPeople;
  readonly present: FindPresent;
  readonly driverName: (tenant: string, driverId: string) => Promise<string | null>;
  readonly countMessage: ReturnType<typeof createSenderRate>;
  readonly noteTyping: ReturnType<typeof createTypingNotes>;
  /** Removes what the companies' own feeds still keep of what was said; also when an earlier try failed halfway. */
  readonly forgetFeeds: (tenant: string) => Promise<void>;
}

export function createConversationDesk(parts: ConversationDeskParts): ConversationDesk {
  const { conversations, present } = parts;
  return {
    ...createMessageDesk(parts),
    ...changes(parts),
    async open(subject, input) {
      const { conversationId } = await openConversation(parts, subject, input);
      return seen(parts, subject, conversationId);
    },
    list: (subject, query) => listConversations(parts, subject, query),
    async conversation(subject, conversationId) {
      await present(subject, conversationId);
      return seen(parts, subject, conversationId);
    },
    async presence(subject, conversationId) {
      await present(subject, conversationId);
      return whoIsThere(parts, subject.tenant, conversationId);
    },
    async typing(subject, conversationId, typing) {
      const { party } = await present(subject, conversationId);
      await parts.noteTyping(subject, conversationId, party, typing);
    },
    async search(subject, { q, limit, ...where }) {
      const { conversationId } = where;
      if (conversationId !== undefined) await present(subject, conversationId);
      const reach = await reachOf(parts.companies, subject, where.companyId);
      if (reach === undefined) return { items: [] };
      const found = await conversations.search(subject.tenant, q, { ...reach, conversationId }, limit);
      return { items: found.map(({ message, snippet }) => ({ message: toMessage(message), snippet })) };
    },
    export: (tenant, personId) => exportLines(conversations, tenant, personId),
    async erase(tenant, personId) {
      const erased = await conversations.erase(tenant, personId);
      await parts.forgetFeeds(tenant);
      return erased;
    },
  };
}

/** Who has it open. Those who take no part in it are agents who serve it. */
async function whoIsThere(
  { viewers, parties }: ConversationDeskParts,
  tenant: string,
  conversationId: string,
) {
  const ids = await viewers.who({ kind: 'conversation', tenant, id: conversationId });
  const participants = (await parties.of(tenant, conversationId))?.participants;
  return ids.map((participantId) => ({
    ...{ conversationId, participantId, online: true },
    kind: participants?.get(participantId)?.kind ?? ('agent' as const),
  }));
}

/** As the subject has it. */
async function seen(
  { conversations }: ConversationDeskParts,
  subject: Subject,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await conversations.get(subject.tenant, conversationId, subject.id);
  if (conversation === undefined) throw denial(subject, 'use:conversation', conversationId);
  return conversationAnswer(conversation);
}

type Changes = Pick<ConversationDesk, 'change' | 'addParticipant' | 'removeParticipant'>;

function changes(parts: ConversationDeskParts): Changes {
  const { conversations, parties, present, people } = parts;

  async function decided(
    subject: Subject,
    conversationId: string,
    { party }: Present,
    decide: (found: StoredConversation) => ConversationStep | undefined,
  ): Promise<Conversation> {
    const { tenant } = subject;
    const changed = await conversations.change(tenant, conversationId, party, decide);
    if (changed === undefined) throw denial(subject, 'use:conversation', conversationId);
    parties.forget(tenant, conversationId);
    return seen(parts, subject, conversationId);
  }

  return {
    async change(subject, conversationId, change) {
      const by = await present(subject, conversationId);
      const { assignedTo } = change;
      if (by.side === 'agent' && typeof assignedTo === 'string')
        await requireAgent(parts, subject, by.companyId, assignedTo);
      return decided(subject, conversationId, by, (found) => changeStep(found, change, by.side));
    },
    async addParticipant(subject, conversationId, person) {
      const by = await present(subject, conversationId);
      if (by.side !== 'agent') return decided(subject, conversationId, by, (found) => refuse(found, by));
      const add = await people.party(subject.tenant, person);
      return decided(subject, conversationId, by, (found) => {
        requireMay(found, 'add', by.side);
        if (found.participants.some(({ participantId }) => participantId === add.id)) return undefined;
        requireRoom(found);
        return { add };
      });
    },
    async removeParticipant(subject, conversationId, participantId) {
      const by = await present(subject, conversationId);
      return decided(subject, conversationId, by, (found) => {
        requireMay(found, participantId === subject.id ? 'leave' : 'remove', by.side);
        if (found.participants.some((one) => one.participantId === participantId))
          return { remove: participantId };
        throw new WaycastError(
          'not_found',
          `${participantId} takes no part in conversation ${conversationId}`,
        );
      });
    },
  };
}

function refuse(found: StoredConversation, { side }: Present): undefined {
  requireMay(found, 'add', side);
}

function requireRoom({ conversationId, participants }: StoredConversation): void {
  if (participants.length < MAX_PARTICIPANTS) return;
  const message = `conversation ${conversationId} has ${MAX_PARTICIPANTS} participants, which is as many as there may be`;
  throw new WaycastError('too_large', message);
}

/** An agent who does not serve the company would never see it. */
async function requireAgent(
  { companies }: ConversationDeskParts,
  { tenant, id }: Subject,
  companyId: string,
  agentId: string,
): Promise<void> {
  const agents = (await companies.get(tenant, companyId))?.agents ?? [];
  if (agents.length === 0 || agentId === id || agents.includes(agentId)) return;
  throw new WaycastError(
    'invalid',
    `assignedTo: ${agentId} is no agent of company ${companyId}; its agents are ${agents.join(', ')}`,
  );
}
