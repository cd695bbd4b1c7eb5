import type { ConversationAbout, RouteResponse, Subject } from '@waycast/contract';
import { z } from 'zod';
import { readTimeCursor, writeTimeCursor } from '../../kernel/time-cursor.ts';
import type { Companies } from '../../ports/companies.ts';
import type { ConversationListQuery } from '../../ports/conversation-desk.ts';
import type { ConversationCursor, ConversationFilter, Conversations } from '../../ports/conversations.ts';
import { conversationAnswer } from './answers.ts';
import { isAgentOf, oversees } from './served-companies.ts';

export interface ListParts {
  readonly conversations: Pick<Conversations, 'page'>;
  readonly companies: Pick<Companies, 'get' | 'list'>;
}

/** A page of what the subject may see. Rejects with `invalid` for a cursor that is none. */
export async function listConversations(
  { conversations, companies }: ListParts,
  subject: Subject,
  query: ConversationListQuery,
): Promise<RouteResponse<'listConversations'>> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const reach = await reachOf(companies, subject, query.companyId);
  const filter = reach && filterOf(reach, query);
  if (filter === undefined) return { items: [], nextCursor: null };
  const page = await conversations.page(subject.tenant, subject.id, filter, query.limit + 1, after);
  const shown = page.slice(0, query.limit);
  const last = page.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(conversationAnswer),
    nextCursor: last === undefined ? null : writeTimeCursor({ at: last.updatedAt, id: last.conversationId }),
  };
}

/** Which conversations somebody may see: those of companies, or those of a participant. */
export interface Reach {
  readonly companyIds?: readonly string[] | undefined;
  readonly participantId?: string | undefined;
}

/** Undefined: none. */
export async function reachOf(
  companies: ListParts['companies'],
  subject: Subject,
  companyId: string | undefined,
): Promise<Reach | undefined> {
  const asked = companyId === undefined ? undefined : [companyId];
  if (oversees(subject)) return { companyIds: asked };
  if (!subject.roles.has('agent')) return { companyIds: asked, participantId: subject.id };
  const served = (await companies.list(subject.tenant))
    .filter((company) => isAgentOf(company, subject))
    .map((company) => company.companyId);
  const companyIds = asked === undefined ? served : served.filter((one) => one === companyId);
  return companyIds.length === 0 ? undefined : { companyIds };
}

/** Undefined: it asks for what is not its to see. */
function filterOf(reach: Reach, query: ConversationListQuery): ConversationFilter | undefined {
  const { state, assignedTo, participantId, about, unread } = query;
  if (
    reach.participantId !== undefined &&
    participantId !== undefined &&
    participantId !== reach.participantId
  )
    return undefined;
  return {
    ...{ participantId, ...reach },
    ...{ state, assignedTo, unreadOnly: unread },
    about: about === undefined ? undefined : aboutOf(about),
  };
}

const Type = z.enum(['order', 'trip', 'vehicle', 'other']);

function aboutOf(text: string): ConversationAbout {
  const colon = text.indexOf(':');
  return { type: Type.parse(text.slice(0, colon)), id: text.slice(colon + 1) };
}

function readCursor(cursor: string): ConversationCursor {
  const { at, id } = readTimeCursor(cursor);
  return { updatedAt: at, conversationId: id };
}
