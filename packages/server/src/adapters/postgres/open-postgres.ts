import type { TenantLimits } from '@waycast/contract';
import type { AlertStore } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FenceStore } from '../../ports/fences.ts';
import type { FindingArchive } from '../../ports/finding-archive.ts';
import type { Grants } from '../../ports/grants.ts';
import type { History } from '../../ports/history.ts';
import type { Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';
import type { Settlements } from '../../ports/settlements.ts';
import type { ShareStore } from '../../ports/share-store.ts';
import type { SpeedLimits } from '../../ports/speed-limits.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { VehicleEvents } from '../../ports/vehicle-events.ts';
import { postgresAlerts } from './alerts/postgres-alerts.ts';
import type { Database, DatabaseState } from './database.ts';
import { EmbeddedDatabase } from './embedded/embedded-database.ts';
import { type MigrationReport, migrate } from './migrate.ts';
import { PgDatabase } from './pg-database.ts';
import { PostgresFences } from './postgres-fences.ts';
import { PostgresGrants } from './postgres-grants.ts';
import { PostgresHistory } from './postgres-history.ts';
import { createPostgresRegistry } from './postgres-registry.ts';
import { PostgresShares } from './postgres-shares.ts';
import { PostgresTenants } from './postgres-tenants.ts';
import { PostgresFindingArchive } from './settling/postgres-finding-archive.ts';
import { PostgresSettlements } from './settling/postgres-settlements.ts';
import { PostgresSpeedLimits } from './settling/postgres-speed-limits.ts';
import { PostgresVehicleEvents } from './settling/postgres-vehicle-events.ts';

export interface PostgresOptions {
  /** `postgresql://` address of a server; without it the database is embedded, in `dataDir`. */
  readonly url?: string | undefined;
  /** Folder of the embedded database and its lock; `memory` keeps the database in memory. */
  readonly dataDir?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  /** Connections to a server at the most; default 10. */
  readonly maxConnections?: number;
}

/** Everything that is stored, and the state of where it is stored. */
export interface PostgresStore {
  readonly kind: 'embedded' | 'postgres';
  readonly history: History;
  readonly grants: Grants;
  readonly registry: Registry;
  /** Settings of tenants; `limits` are those of a tenant without any of its own. */
  tenants(limits: TenantLimits): Tenants;
  readonly settlements: Settlements;
  readonly archive: FindingArchive;
  readonly speedLimits: SpeedLimits;
  readonly vehicleEvents: VehicleEvents;
  readonly shares: ShareStore;
  readonly alerts: AlertStore;
  readonly fences: FenceStore;
  /** Brings the schema up to date; to be called before anything else. See `migrate` for when it rejects. */
  migrate(): Promise<MigrationReport>;
  /** As the last calls have shown; a lost server is asked again every second. */
  state(): DatabaseState;
  /** Fixes that wait for their commit or are in it. */
  queueDepth(): number;
  /** Commits what waits, then closes. */
  close(): Promise<void>;
}

/**
 * Opens the store. For a server this does not connect: while it is away every call rejects with `unavailable`. The
 * embedded database has started when this resolves; it rejects when another process uses the folder.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresStore> {
  const database = await openDatabase(options);
  const history = new PostgresHistory(database);
  const vehicleEvents = new PostgresVehicleEvents(database);
  return {
    kind: database.kind,
    history,
    grants: new PostgresGrants(database, options.clock),
    registry: createPostgresRegistry(database),
    tenants: (limits) => new PostgresTenants(database, options.clock, limits),
    settlements: new PostgresSettlements(database, () => vehicleEvents.written()),
    archive: new PostgresFindingArchive(database),
    speedLimits: new PostgresSpeedLimits(database),
    vehicleEvents,
    shares: new PostgresShares(database),
    alerts: postgresAlerts(database),
    fences: new PostgresFences(database),
    migrate: () => migrate(database),
    state: () => database.state(),
    queueDepth: () => history.queueDepth,
    async close() {
      await history.flush();
      await database.close();
    },
  };
}

async function openDatabase({ url, dataDir, ...options }: PostgresOptions): Promise<Database> {
  if (url !== undefined) return new PgDatabase({ url, ...options });
  if (dataDir !== undefined) return EmbeddedDatabase.open({ dataDir, ...options });
  throw new Error('openPostgres takes a url or a dataDir.');
}
