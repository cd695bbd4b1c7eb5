import type { Registry, VehicleLabel } from '../../ports/registry.ts';
import { readNullableText, readText, readTexts } from './cells.ts';
import type { Database, Statement } from './database.ts';
import { DRIVERS, GROUPS, VEHICLES } from './entry-tables.ts';
import { PostgresEntries } from './postgres-entries.ts';

const LABELS: Statement = {
  name: 'vehicle-labels',
  text: `select vehicle_id, name, to_json(group_ids) as group_ids from vehicles
  where tenant_id = $1 and (name is not null or group_ids <> '{}')`,
};

/** Vehicles, drivers and groups in the tables of these names. */
export function createPostgresRegistry(database: Database): Registry {
  return {
    vehicles: new PostgresEntries(database, VEHICLES),
    drivers: new PostgresEntries(database, DRIVERS),
    groups: new PostgresEntries(database, GROUPS),
    async labels(tenant) {
      const labels = new Map<string, VehicleLabel>();
      for (const row of await database.query(LABELS, [tenant])) {
        const label = { name: readNullableText(row, 'name'), groups: readTexts(row, 'group_ids') };
        labels.set(readText(row, 'vehicle_id'), label);
      }
      return labels;
    },
  };
}
