import { randomUUID } from 'node:crypto';
import type { Fix } from '@waycast/contract';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import type { Database } from '../../src/adapters/postgres/database.ts';
import { EmbeddedDatabase } from '../../src/adapters/postgres/embedded/embedded-database.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { PgDatabase } from '../../src/adapters/postgres/pg-database.ts';
import { PostgresHistory } from '../../src/adapters/postgres/postgres-history.ts';
import { PostgresHistoryWork } from '../../src/adapters/postgres/postgres-history-work.ts';
import { PostgresFindingArchive } from '../../src/adapters/postgres/settling/postgres-finding-archive.ts';
import { PostgresSettlements } from '../../src/adapters/postgres/settling/postgres-settlements.ts';
import { PostgresVehicleEvents } from '../../src/adapters/postgres/settling/postgres-vehicle-events.ts';
import { Settler } from '../../src/modules/fleet/settling/settler.ts';
import type { VehicleSetting } from '../../src/modules/fleet/settling/stage.ts';
import { STAGES } from '../../src/modules/fleet/settling/stages.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { NO_FENCES } from '../../src/ports/fences.ts';
import type { VehicleOfTenant } from '../../src/ports/history.ts';
import { NO_TRIPS } from '../../src/ports/vehicle-trips.ts';
import { quiet } from '../adapters/postgres/stores.ts';

const options = { log: quiet, clock: systemClock };

export const DATABASES: { readonly name: string; readonly open: () => Promise<Database> }[] = [
  { name: 'embedded', open: () => EmbeddedDatabase.open({ dataDir: 'memory', ...options }) },
  { name: 'PostgreSQL', open: async () => new PgDatabase({ url: await freshDatabase(), ...options }) },
];

/** Everything about findings over one database. */
export async function openRig(database: Database) {
  await migrate(database);
  const vehicleEvents = new PostgresVehicleEvents(database);
  return {
    database,
    vehicleEvents,
    archive: new PostgresFindingArchive(database),
    settlements: new PostgresSettlements(database, () => vehicleEvents.written()),
    work: new PostgresHistoryWork(database),
    /** A server of its own: a history and what settles after it. `hold` is awaited before any vehicle is settled. */
    server(now: () => number = Date.now, hold: (tenant: string) => Promise<void> = async () => undefined) {
      const history = new PostgresHistory(database);
      const settlements = new PostgresSettlements(database, () => vehicleEvents.written());
      const settler = new Settler({
        settlements,
        clock: { ...systemClock, now },
        log: quiet,
        stages: STAGES,
        async settingsOf(vehicles) {
          for (const { tenant } of vehicles) await hold(tenant);
          return vehicles.map(settingOf);
        },
      });
      const ignore = history.onStored((fixes) => settler.stored(fixes));
      return {
        history,
        settler,
        record: (tenant: string, fixes: readonly Fix[]) =>
          history.record(fixes.map((fix) => ({ tenant, fix }))),
        /** As a server that was killed: it hears of nothing any more. */
        async stop() {
          ignore();
          await settler.close();
        },
      };
    },
    /** All that is kept of a tenant's vehicles, without the tenant and the time of writing. */
    async rowsOf(tenant: string) {
      const rows: Record<string, readonly object[]> = {};
      for (const [table, columns, order] of TABLES) {
        const text = `select ${columns} from ${table} where tenant_id = $1 order by ${order}`;
        rows[table] = await database.query({ text }, [tenant]);
      }
      return rows;
    },
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

function settingOf({ tenant, vehicleId }: VehicleOfTenant): VehicleSetting {
  return { tenant, vehicleId, speedLimitMps: null, fences: NO_FENCES, trips: NO_TRIPS };
}

const TABLES = [
  ['location_events', 'vehicle_id, time, latitude, longitude, speed', 'vehicle_id, time'],
  ['vehicle_findings', 'vehicle_id, kind, key, starts_at, ends_at, judged_at, data', 'vehicle_id, kind, key'],
  ['vehicle_checkpoints', 'vehicle_id, time, fixes, state', 'vehicle_id, time'],
  ['vehicle_settled', 'vehicle_id, time, silent, fixes, state', 'vehicle_id'],
] as const;

export function newTenant(): string {
  return `t-${randomUUID()}`;
}
