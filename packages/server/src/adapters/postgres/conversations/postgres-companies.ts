import { CompanyInput, DEFAULT_COMPANY } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Companies, StoredCompany } from '../../../ports/companies.ts';
import { readText } from '../cells.ts';
import type { Database, Row, Statement } from '../database.ts';
import { epochMs } from '../sql-times.ts';
import { Time } from './message-rows.ts';

/** How long another server's change may go unnoticed. */
const CACHE_MS = 500;
const MAX_CACHED = 10_000;

const COLUMNS = `company_id, jsonb_build_object('name', name, 'agents', agents, 'allowedOrigins', allowed_origins,
    'greeting', greeting, 'retentionDays', retention_days, 'messagesPerMinute', messages_per_minute) as described,
    ${epochMs('created_at')} as created_at, ${epochMs('updated_at')} as updated_at`;

const GET: Statement = {
  name: 'get-company',
  text: `select ${COLUMNS} from companies where tenant_id = $1 and company_id = $2`,
};

const LIST: Statement = {
  name: 'list-companies',
  text: `select ${COLUMNS} from companies where tenant_id = $1 order by company_id`,
};

const ORIGINS: Statement = {
  name: 'widget-origins',
  text: 'select distinct origin from companies, jsonb_array_elements_text(allowed_origins) as origin',
};

const PUT: Statement = {
  name: 'put-company',
  text: `insert into companies (tenant_id, company_id, name, agents, allowed_origins, greeting, retention_days,
    messages_per_minute)
  values ($1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6, $7, $8)
  on conflict (tenant_id, company_id) do update set name = excluded.name, agents = excluded.agents,
    allowed_origins = excluded.allowed_origins, greeting = excluded.greeting,
    retention_days = excluded.retention_days, messages_per_minute = excluded.messages_per_minute, updated_at = now()
  returning ${COLUMNS}`,
};

const Stored = z.object({
  company_id: z.string(),
  described: CompanyInput,
  created_at: Time,
  updated_at: Time,
});

interface Known {
  readonly company: StoredCompany | undefined;
  readonly at: number;
}

/** Companies in the table `companies`. They are asked for with every message, so they are kept for a moment. */
export class PostgresCompanies implements Companies {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: MAX_CACHED });

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async get(tenant: string, companyId: string): Promise<StoredCompany | undefined> {
    const key = `${tenant}:${companyId}`;
    const known = this.#known.get(key);
    const at = this.#clock.now();
    if (known !== undefined && at - known.at < CACHE_MS) return known.company;
    const [row] = await this.#database.query(GET, [tenant, companyId]);
    const company = row === undefined ? undescribed(tenant, companyId) : asStored(tenant, row);
    // What was written here meanwhile is newer.
    if (this.#known.get(key) === known) this.#known.set(key, { company, at });
    return company;
  }

  async list(tenant: string): Promise<StoredCompany[]> {
    const stored = (await this.#database.query(LIST, [tenant])).map((row) => asStored(tenant, row));
    const office = undescribed(tenant, DEFAULT_COMPANY);
    const isThere = office === undefined || stored.some(({ companyId }) => companyId === DEFAULT_COMPANY);
    return isThere ? stored : [office, ...stored];
  }

  async origins(): Promise<ReadonlySet<string>> {
    const rows = await this.#database.query(ORIGINS, []);
    return new Set(rows.map((row) => readText(row, 'origin')));
  }

  async put(tenant: string, companyId: string, company: CompanyInput): Promise<StoredCompany> {
    const { name, agents, allowedOrigins, greeting, retentionDays, messagesPerMinute } = company;
    const [row = {}] = await this.#database.query(PUT, [
      ...[tenant, companyId, name, JSON.stringify(agents), JSON.stringify(allowedOrigins)],
      ...[greeting, retentionDays, messagesPerMinute],
    ]);
    const stored = asStored(tenant, row);
    this.#known.set(`${tenant}:${companyId}`, { company: stored, at: this.#clock.now() });
    return stored;
  }
}

/** What every tenant has, whether or not anybody described it. */
function undescribed(tenant: string, companyId: string): StoredCompany | undefined {
  if (companyId !== DEFAULT_COMPANY) return undefined;
  return { ...CompanyInput.parse({ name: 'Office' }), tenant, companyId, createdAt: 0, updatedAt: 0 };
}

function asStored(tenant: string, row: Row): StoredCompany {
  const {
    company_id: companyId,
    described,
    created_at: createdAt,
    updated_at: updatedAt,
  } = Stored.parse(row);
  return { ...described, tenant, companyId, createdAt, updatedAt };
}
