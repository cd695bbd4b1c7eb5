import type { Subject } from '@waycast/contract';
import type { StoredCompany } from '../../ports/companies.ts';

/** Agents that are listed, or any of the tenant where none is. */
export function isAgentOf({ agents }: Pick<StoredCompany, 'agents'>, { id, roles }: Subject): boolean {
  return roles.has('agent') && (agents.length === 0 || agents.includes(id));
}

/** Whoever oversees the tenant serves all of its companies. */
export function oversees({ roles }: Subject): boolean {
  return roles.has('admin') || roles.has('dispatcher');
}
