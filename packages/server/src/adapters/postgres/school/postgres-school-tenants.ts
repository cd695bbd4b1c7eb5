import type { SchoolTenants } from '../../../ports/school-tenants.ts';
import { readText } from '../cells.ts';
import type { Database, Statement } from '../database.ts';

/** From tenant to tenant by the key: each may have thousands of schedules. */
const WITH_SCHEDULES: Statement = {
  name: 'tenants-with-schedules',
  text: `with recursive found as (
    (select tenant_id from school_schedules where tenant_id > $1 order by tenant_id limit 1)
    union all
    select next.tenant_id from found cross join lateral (
      select s.tenant_id from school_schedules s where s.tenant_id > found.tenant_id order by s.tenant_id limit 1) next
  )
  select tenant_id from found limit $2::integer`,
};

/** Tenants named in the table `school_schedules`. */
export class PostgresSchoolTenants implements SchoolTenants {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async withSchedules(limit: number, after = ''): Promise<string[]> {
    const rows = await this.#database.query(WITH_SCHEDULES, [after, limit]);
    return rows.map((row) => readText(row, 'tenant_id'));
  }
}
