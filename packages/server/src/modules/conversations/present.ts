import type { PartyKind, Subject } from '@waycast/contract';
import { type Access, denial } from '../../kernel/access.ts';
import type { Companies } from '../../ports/companies.ts';
import type { Party } from '../../ports/conversations.ts';
import type { KnownParties } from './known-parties.ts';
import type { Side } from './rules.ts';
import { isAgentOf, oversees } from './served-companies.ts';

/** Somebody in a conversation. */
export interface Present {
  readonly party: Party;
  readonly side: Side;
  readonly companyId: string;
}

export interface PresentParts {
  readonly parties: KnownParties;
  readonly companies: Pick<Companies, 'get' | 'list'>;
  readonly access: Pick<Access, 'require'>;
  /** The name of a driver, as the registry has it. */
  readonly driverName: (tenant: string, driverId: string) => Promise<string | null>;
}

/** Who the subject is in the conversation. Rejects with `not_found` where it has nothing to do with it. */
export type FindPresent = (subject: Subject, conversationId: string) => Promise<Present>;

export function createFindPresent({ parties, companies, access, driverName }: PresentParts): FindPresent {
  async function named(subject: Subject, kind: PartyKind, name: string | null): Promise<Party> {
    const { tenant, id, roles } = subject;
    if (name !== null || !roles.has('driver')) return { id, kind, name };
    return { id, kind, name: await driverName(tenant, id) };
  }

  return async (subject, conversationId) => {
    const { tenant, id } = subject;
    const known = await parties.of(tenant, conversationId);
    if (known === undefined) throw denial(subject, 'use:conversation', conversationId);
    const { companyId, participants } = known;
    const company = await companies.get(tenant, companyId);
    const serves = oversees(subject) || (company !== undefined && isAgentOf(company, subject));
    const own = participants.get(id);
    // The application's own rule may have let in somebody who is neither.
    if (own === undefined && !serves) await access.require(subject, 'use:conversation', conversationId);
    const kind = own?.kind ?? kindOf(subject, serves);
    return {
      party: await named(subject, kind, own?.name ?? null),
      side: serves ? 'agent' : 'party',
      companyId,
    };
  };
}

/** What somebody is who comes to a conversation. */
export function kindOf({ roles }: Subject, serves: boolean): PartyKind {
  if (serves) return 'agent';
  return roles.has('customer') ? 'customer' : 'member';
}
