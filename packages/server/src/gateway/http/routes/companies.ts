import { CompanyInput } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

/** Companies whose agents answer. */
export function companyRoutes({
  companyDesk: desk,
}: HttpParts): Pick<Handlers, 'listCompanies' | 'company' | 'putCompany'> {
  return {
    listCompanies: async ({ subject }) => ({ items: await desk.list(subject) }),
    company: ({ subject, params }) => desk.get(subject, params.id),
    putCompany: ({ subject, params, body }) => desk.put(subject, params.id, decodeBy(CompanyInput, body)),
  };
}
