import { randomUUID } from 'node:crypto';
import { DEFAULT_COMPANY, type NewConversation, type Subject, WaycastError } from '@waycast/contract';
import type { Access } from '../../kernel/access.ts';
import type { Action } from '../../kernel/policies.ts';
import type { Companies, StoredCompany } from '../../ports/companies.ts';
import type {
  Conversations,
  ConversationToOpen,
  Party,
  StoredConversation,
} from '../../ports/conversations.ts';
import type { KnownPeople } from './known-people.ts';
import { toSend } from './message-desk.ts';
import { requireSize } from './message-size.ts';
import { kindOf } from './present.ts';
import type { createSenderRate } from './sender-rate.ts';
import { isAgentOf, oversees } from './served-companies.ts';

export interface OpeningParts {
  readonly conversations: Pick<Conversations, 'open'>;
  readonly companies: Pick<Companies, 'get' | 'list'>;
  readonly access: Pick<Access, 'require'>;
  readonly people: KnownPeople;
  readonly driverName: (tenant: string, driverId: string) => Promise<string | null>;
  readonly countMessage: ReturnType<typeof createSenderRate>;
}

/** Opens a conversation, or answers the one that this subject opened under the id before. */
export async function openConversation(
  parts: OpeningParts,
  subject: Subject,
  input: NewConversation,
): Promise<StoredConversation> {
  const { tenant, id } = subject;
  if (input.message !== undefined) requireSize(input.message.body);
  const company = await requireCompany(parts, tenant, input.companyId ?? DEFAULT_COMPANY);
  const serves = oversees(subject) || isAgentOf(company, subject);
  const by = { id, kind: kindOf(subject, serves), name: await nameOf(parts, subject, input.name) };
  const participants = await participantsOf(parts, subject, by, serves, input.participants);
  if (!serves) await requireOwnAbout(parts.access, subject, input.about);
  parts.countMessage({ tenant, companyId: company.companyId, id }, company.messagesPerMinute);
  const opening = await parts.conversations.open({
    ...{ tenant, by, participants, companyId: company.companyId },
    conversationId: input.conversationId ?? randomUUID(),
    title: input.title ?? null,
    about: input.about ?? null,
    message: input.message === undefined ? null : toSend(input.message),
  } satisfies ConversationToOpen);
  if (opening.outcome !== 'id-taken') return opening.conversation;
  throw new WaycastError(
    'conflict',
    `conversationId: ${input.conversationId} is taken by another conversation; choose another id, or leave it out`,
  );
}

async function requireCompany(
  { companies }: OpeningParts,
  tenant: string,
  companyId: string,
): Promise<StoredCompany> {
  const company = await companies.get(tenant, companyId);
  if (company !== undefined) return company;
  throw new WaycastError(
    'not_found',
    `companyId: there is no company ${companyId}; leave it out to write to the office`,
  );
}

async function nameOf(
  { driverName }: OpeningParts,
  { tenant, id, roles }: Subject,
  name: string | undefined,
): Promise<string | null> {
  if (name !== undefined || !roles.has('driver')) return name ?? null;
  return driverName(tenant, id);
}

async function participantsOf(
  { people }: OpeningParts,
  { tenant }: Subject,
  by: Party,
  serves: boolean,
  named: NewConversation['participants'] = [],
): Promise<Party[]> {
  if (!serves) {
    if (named.length === 0) return [by];
    throw new WaycastError(
      'forbidden',
      'participants: agents and dispatchers say who else takes part; ask them in the conversation',
    );
  }
  if (named.length === 0)
    throw new WaycastError('invalid', 'participants: an agent names at least one person to write to');
  const unique = new Map(named.map((one) => [one.participantId, one]));
  return Promise.all([...unique.values()].map((one) => people.party(tenant, one)));
}

const READING: Readonly<Record<'order' | 'trip' | 'vehicle', Action>> = {
  order: 'read:order',
  trip: 'follow:trip',
  vehicle: 'follow:vehicle',
};

/** Whoever names an order, trip or vehicle may see it. */
async function requireOwnAbout(
  access: OpeningParts['access'],
  subject: Subject,
  about: NewConversation['about'],
): Promise<void> {
  if (about === undefined || about === null || about.type === 'other') return;
  await access.require(subject, READING[about.type], about.id);
}
