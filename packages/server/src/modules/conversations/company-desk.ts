import { type Company, type Subject, WaycastError } from '@waycast/contract';
import { isoTime } from '../../kernel/iso-time.ts';
import type { Companies, StoredCompany } from '../../ports/companies.ts';
import type { CompanyDesk } from '../../ports/conversation-desk.ts';
import type { Viewers } from '../../ports/viewers.ts';
import { isAgentOf, oversees } from './served-companies.ts';

const MAX_COMPANIES = 500;

export interface CompanyDeskParts {
  readonly companies: Companies;
  readonly viewers: Pick<Viewers, 'count'>;
  /** Who serves a company may be others now. */
  readonly changed: (tenant: string) => void;
}

export function createCompanyDesk({ companies, viewers, changed }: CompanyDeskParts): CompanyDesk {
  async function answer(company: StoredCompany): Promise<Company> {
    const { tenant, createdAt, updatedAt, ...rest } = company;
    const agentsOnline = await viewers.count({ kind: 'company', tenant, id: company.companyId });
    return { ...rest, agentsOnline, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) };
  }

  return {
    async list(subject) {
      const all = await companies.list(subject.tenant);
      return Promise.all(all.filter((company) => serves(company, subject)).map(answer));
    },
    async get({ tenant }, companyId) {
      const company = await companies.get(tenant, companyId);
      if (company === undefined)
        throw new WaycastError('not_found', `no company ${companyId} that you may see`);
      return answer(company);
    },
    async put({ tenant }, companyId, input) {
      const described = await companies.list(tenant);
      const isNew = described.every((company) => company.companyId !== companyId);
      if (isNew && described.length >= MAX_COMPANIES)
        throw new WaycastError(
          'conflict',
          `there are ${MAX_COMPANIES} companies, which is as many as there may be`,
        );
      const company = await companies.put(tenant, companyId, input);
      changed(tenant);
      return answer(company);
    },
  };
}

function serves(company: StoredCompany, subject: Subject): boolean {
  return oversees(subject) || isAgentOf(company, subject);
}
