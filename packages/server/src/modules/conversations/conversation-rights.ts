import type { Companies } from '../../ports/companies.ts';
import type { ConversationRights } from '../../ports/conversation-rights.ts';
import type { KnownParties } from './known-parties.ts';
import { isAgentOf } from './served-companies.ts';

/** Those who take part, and the agents of the company. Dispatchers and admins have it by their role. */
export function conversationRights(
  parties: KnownParties,
  companies: Pick<Companies, 'get' | 'list'>,
): ConversationRights {
  const serves: ConversationRights['serves'] = async (subject, companyId) => {
    if (!subject.roles.has('agent')) return false;
    const company = await companies.get(subject.tenant, companyId);
    // One that nobody described lists no agents: what an application sends to it reaches whoever joins.
    return company === undefined || isAgentOf(company, subject);
  };
  return {
    serves,
    async isOwn(subject, conversationId) {
      const { tenant, id } = subject;
      const known = await parties.of(tenant, conversationId);
      if (known === undefined) return false;
      if (known.participants.has(id) || (await serves(subject, known.companyId))) return true;
      // Whoever was just let in is not told that there is no such conversation.
      return (await parties.read(tenant, conversationId))?.participants.has(id) ?? false;
    },
  };
}
