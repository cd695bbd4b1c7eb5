import type { Citations } from '../../ports/citations.ts';
import type { VehicleOfTenant } from '../../ports/history.ts';
import { timestampArray } from './binary-array.ts';
import type { Queries, Statement } from './database.ts';

const CITE: Statement = {
  name: 'cite-fixes',
  returns: 'nothing',
  text: `insert into fix_citations (tenant_id, vehicle_id, time)
  select $1, $2, time from unnest($3::timestamptz[]) as cited (time) order by time on conflict do nothing`,
};

/** Citations in the table `fix_citations`. */
export class PostgresCitations implements Citations {
  readonly #queries: Pick<Queries, 'query'>;

  constructor(queries: Pick<Queries, 'query'>) {
    this.#queries = queries;
  }

  async cite({ tenant, vehicleId }: VehicleOfTenant, times: readonly number[]): Promise<void> {
    if (times.length === 0) return;
    await this.#queries.query(CITE, [tenant, vehicleId, timestampArray(times, (time) => time)]);
  }
}
