import type { CompanyInput } from '@waycast/contract';

/** Times are epoch ms. */
export interface StoredCompany extends CompanyInput {
  readonly tenant: string;
  readonly companyId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * Companies whose agents answer. Durable. Rejects with `unavailable`. What another server wrote is seen within 2 s.
 * Every tenant has `office`, described or not.
 */
export interface Companies {
  get(tenant: string, companyId: string): Promise<StoredCompany | undefined>;
  list(tenant: string): Promise<StoredCompany[]>;
  /** Origins that any company of any tenant allows. */
  origins(): Promise<ReadonlySet<string>>;
  put(tenant: string, companyId: string, company: CompanyInput): Promise<StoredCompany>;
}
