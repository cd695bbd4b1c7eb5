import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { FactsOfVehicle, VehicleFacts } from '../../../ports/vehicle-facts.ts';
import { textArray } from '../binary-array.ts';
import { readNullableNumber, readNumber, readTexts } from '../cells.ts';
import type { Database, Statement } from '../database.ts';

const FACTS: Statement = {
  name: 'vehicle-facts',
  text: `select asked.number::float8 as number, v.speed_limit_mps, to_json(v.group_ids) as group_ids
  from unnest($1::text[], $2::text[]) with ordinality as asked (tenant, vehicle, number)
  join vehicles v on v.tenant_id = asked.tenant and v.vehicle_id = asked.vehicle`,
};

const NONE: FactsOfVehicle = { speedLimitMps: null, groups: new Set() };

/** Facts in the table `vehicles`. */
export class PostgresVehicleFacts implements VehicleFacts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(vehicles: readonly VehicleOfTenant[]): Promise<FactsOfVehicle[]> {
    const facts = vehicles.map(() => NONE);
    const rows = await this.#database.query(FACTS, [
      textArray(vehicles, ({ tenant }) => tenant),
      textArray(vehicles, ({ vehicleId }) => vehicleId),
    ]);
    for (const row of rows)
      facts[readNumber(row, 'number') - 1] = {
        speedLimitMps: readNullableNumber(row, 'speed_limit_mps'),
        groups: new Set(readTexts(row, 'group_ids')),
      };
    return facts;
  }
}
