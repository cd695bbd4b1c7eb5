import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { SpeedLimits } from '../../../ports/speed-limits.ts';
import { textArray } from '../binary-array.ts';
import { readNumber } from '../cells.ts';
import type { Database, Statement } from '../database.ts';

const LIMITS: Statement = {
  name: 'speed-limits',
  text: `select asked.number::float8 as number, v.speed_limit_mps as limit_mps
  from unnest($1::text[], $2::text[]) with ordinality as asked (tenant, vehicle, number)
  join vehicles v on v.tenant_id = asked.tenant and v.vehicle_id = asked.vehicle
  where v.speed_limit_mps is not null`,
};

/** Speed limits in the table `vehicles`. */
export class PostgresSpeedLimits implements SpeedLimits {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(vehicles: readonly VehicleOfTenant[]): Promise<(number | null)[]> {
    const limits = vehicles.map((): number | null => null);
    const rows = await this.#database.query(LIMITS, [
      textArray(vehicles, ({ tenant }) => tenant),
      textArray(vehicles, ({ vehicleId }) => vehicleId),
    ]);
    for (const row of rows) limits[readNumber(row, 'number') - 1] = readNumber(row, 'limit_mps');
    return limits;
  }
}
