import type { TenantLimits } from '@waycast/contract';
import type { Aggregates } from '../../ports/aggregates.ts';
import type { AlertStore } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Devices } from '../../ports/devices.ts';
import type { FenceStore } from '../../ports/fences.ts';
import type { FindingArchive } from '../../ports/finding-archive.ts';
import type { Grants } from '../../ports/grants.ts';
import type { History } from '../../ports/history.ts';
import type { HistoryWork } from '../../ports/history-work.ts';
import type { Log } from '../../ports/log.ts';
import type { Registry } from '../../ports/registry.ts';
import type { PlanStore } from '../../ports/school-plan-store.ts';
import type { SchoolTenants } from '../../ports/school-tenants.ts';
import type { Settlements } from '../../ports/settlements.ts';
import type { ShareStore } from '../../ports/share-store.ts';
import type { TakeOver } from '../../ports/take-over.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { TransactionOutbox } from '../../ports/transaction-outbox.ts';
import type { TripPredictions } from '../../ports/trip-predictions.ts';
import type { TripRuns } from '../../ports/trip-runs.ts';
import type { TripVisits } from '../../ports/trip-visits.ts';
import type { Trips } from '../../ports/trips.ts';
import type { VehicleEvents } from '../../ports/vehicle-events.ts';
import type { VehicleFacts } from '../../ports/vehicle-facts.ts';
import { postgresAlerts } from './alerts/postgres-alerts.ts';
import {
  type ConversationStore,
  postgresConversations,
} from './conversations/postgres-conversation-store.ts';
import type { Database, DatabaseState } from './database.ts';
import { EmbeddedDatabase } from './embedded/embedded-database.ts';
import { locked, type MigrationReport, migrate } from './migrate.ts';
import { Listeners } from './outbox/listeners.ts';
import type { CommittedMessages } from './outbox/outbox-rows.ts';
import { PostgresOutbox } from './outbox/postgres-outbox.ts';
import { openParts } from './parts/open-parts.ts';
import type { Parts } from './parts/part.ts';
import { PgDatabase } from './pg-database.ts';
import { PostgresAggregates } from './postgres-aggregates.ts';
import { PostgresDevices } from './postgres-devices.ts';
import { PostgresFences } from './postgres-fences.ts';
import { PostgresGrants } from './postgres-grants.ts';
import { PostgresHistory } from './postgres-history.ts';
import { PostgresHistoryWork } from './postgres-history-work.ts';
import { createPostgresRegistry } from './postgres-registry.ts';
import { PostgresShares } from './postgres-shares.ts';
import { PostgresTenants } from './postgres-tenants.ts';
import { postgresRoads, type RoadStore } from './roads/postgres-roads.ts';
import { SchemaGate } from './schema-gate.ts';
import { type PeopleStore, postgresPeople } from './school/postgres-people.ts';
import { PostgresPlan } from './school/postgres-plan.ts';
import { PostgresSchoolTenants } from './school/postgres-school-tenants.ts';
import { PostgresTripPredictions } from './school/postgres-trip-predictions.ts';
import { PostgresTripRuns } from './school/postgres-trip-runs.ts';
import { PostgresTripVisits } from './school/postgres-trip-visits.ts';
import { PostgresTrips } from './school/postgres-trips.ts';
import { PostgresFindingArchive } from './settling/postgres-finding-archive.ts';
import { PostgresSettlements } from './settling/postgres-settlements.ts';
import { PostgresVehicleEvents } from './settling/postgres-vehicle-events.ts';
import { PostgresVehicleFacts } from './settling/postgres-vehicle-facts.ts';
import { PostgresTakeOver } from './take-over/postgres-take-over.ts';
import { postgresTaxi, type TaxiStore } from './taxi/postgres-taxi.ts';
import { Upkeep } from './upkeep/upkeep.ts';

export interface PostgresOptions {
  /** `postgresql://` address of a server; without it the database is embedded, in `dataDir`. */
  readonly url?: string | undefined;
  /** Folder of the embedded database and its lock; `memory` keeps the database in memory. */
  readonly dataDir?: string | undefined;
  readonly log: Log;
  readonly clock: Clock;
  /** Connections to a server at the most; default 10. */
  readonly maxConnections?: number;
  /** How long what is kept, and how much of it. */
  readonly keeping?: KeepingSettings;
}

export interface KeepingSettings {
  /** HISTORY_RETENTION_DAYS. */
  readonly retentionDays: number;
  /** AGGREGATE_RETENTION_DAYS. */
  readonly aggregateRetentionDays: number;
  /** GPS_DB_SAVE_INTERVAL; 0 keeps all. */
  readonly saveIntervalMs: number;
  /** BOARDING_RETENTION_DAYS; default 365. */
  readonly boardingRetentionDays?: number;
  /** TRIP_RETENTION_DAYS; default 730. */
  readonly tripRetentionDays?: number;
  /** FOLLOW_LOG_RETENTION_DAYS; default 365. */
  readonly followLogRetentionDays?: number;
  /** ORDER_RETENTION_DAYS; default 365, 0 keeps all. */
  readonly orderRetentionDays?: number;
}

const KEEPING: KeepingSettings = { retentionDays: 30, aggregateRetentionDays: 365, saveIntervalMs: 0 };

/** Everything that is stored, and the state of where it is stored. */
export interface PostgresStore extends TaxiStore, ConversationStore, RoadStore {
  /** What transactions of any module have decided to tell. */
  readonly transactionOutbox: TransactionOutbox;
  readonly kind: 'embedded' | 'postgres';
  readonly history: History;
  /** What is to be done about stored fixes. */
  readonly work: HistoryWork;
  readonly aggregates: Aggregates;
  readonly grants: Grants;
  readonly registry: Registry;
  /** Settings of tenants; `limits` are those of a tenant without any of its own. */
  tenants(limits: TenantLimits): Tenants;
  readonly settlements: Settlements;
  readonly archive: FindingArchive;
  readonly vehicleFacts: VehicleFacts;
  readonly vehicleEvents: VehicleEvents;
  readonly shares: ShareStore;
  readonly alerts: AlertStore;
  readonly fences: FenceStore;
  readonly devices: Devices;
  readonly schoolPlans: PlanStore;
  readonly trips: Trips;
  readonly schoolTenants: SchoolTenants;
  readonly tripRuns: TripRuns;
  readonly tripVisits: TripVisits;
  readonly tripPredictions: TripPredictions;
  readonly people: PeopleStore;
  readonly takeOver: TakeOver;
  /**
   * Brings the schema up to date; what needs it before rejects with `unavailable`. See `migrate` for when it rejects.
   * `patient` also moves a large history to what the database has learnt to do meanwhile, while nobody can store.
   */
  migrate(patience?: 'patient'): Promise<MigrationReport>;
  /** Begins to look after aggregates, thinning and retention, once it is migrated; whoever calls it closes it. */
  startUpkeep(): Upkeep;
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
  const opened = await openDatabase(options);
  const database = new SchemaGate(opened);
  const history = new PostgresHistory(database);
  const vehicleEvents = new PostgresVehicleEvents(database);
  const committed: CommittedMessages = new Listeners();
  const due = new Listeners<[]>();
  const arrangement = new Arrangement(opened, options);
  return {
    kind: database.kind,
    history,
    work: new PostgresHistoryWork(database),
    aggregates: new PostgresAggregates(database),
    grants: new PostgresGrants(database, options.clock),
    registry: createPostgresRegistry(database),
    tenants: (limits) => new PostgresTenants(database, options.clock, limits),
    settlements: new PostgresSettlements(database, () => vehicleEvents.written()),
    archive: new PostgresFindingArchive(database),
    vehicleFacts: new PostgresVehicleFacts(database),
    vehicleEvents,
    shares: new PostgresShares(database),
    alerts: postgresAlerts(database, due),
    fences: new PostgresFences(database),
    devices: new PostgresDevices(database),
    schoolPlans: new PostgresPlan(database),
    trips: new PostgresTrips(database),
    schoolTenants: new PostgresSchoolTenants(database),
    tripRuns: new PostgresTripRuns(database),
    tripVisits: new PostgresTripVisits(database),
    tripPredictions: new PostgresTripPredictions(database),
    people: postgresPeople(database),
    transactionOutbox: new PostgresOutbox(database, committed),
    ...postgresTaxi(database, committed),
    ...postgresConversations(database, committed, options.clock, () => due.tell()),
    takeOver: new PostgresTakeOver(database),
    ...postgresRoads(database),
    async migrate(patience) {
      const report = await arrangement.migrate(patience === 'patient');
      database.upToDate();
      return report;
    },
    startUpkeep: () => arrangement.startUpkeep(),
    state: () => database.state(),
    queueDepth: () => history.queueDepth,
    async close() {
      await history.flush();
      await database.close();
    },
  };
}

/** What the history's table is made of, once it is known. */
class Arrangement {
  readonly #database: Database;
  readonly #options: PostgresOptions;
  #parts: Parts | undefined;

  constructor(database: Database, options: PostgresOptions) {
    this.#database = database;
    this.#options = options;
  }

  async migrate(patient: boolean): Promise<MigrationReport> {
    const { log, clock, keeping = KEEPING } = this.#options;
    const report = await migrate(this.#database);
    const settings = { retentionDays: keeping.retentionDays, now: clock.now, patient };
    const { parts, stays } = await locked(this.#database, (queries) => openParts(queries, settings));
    if (stays !== undefined) log.warn({ level: parts.level }, stays);
    this.#parts = parts;
    return report;
  }

  startUpkeep(): Upkeep {
    if (this.#parts === undefined) throw new Error('startUpkeep: the store has not been migrated.');
    const { log, clock, keeping = KEEPING } = this.#options;
    const parts = this.#parts;
    const upkeep = new Upkeep({ ...keeping, database: this.#database, parts, log, clock, now: clock.now });
    upkeep.start();
    return upkeep;
  }
}

async function openDatabase({
  url,
  dataDir,
  keeping: _keeping,
  ...options
}: PostgresOptions): Promise<Database> {
  if (url !== undefined) return new PgDatabase({ url, ...options });
  if (dataDir !== undefined) return EmbeddedDatabase.open({ dataDir, ...options });
  throw new Error('openPostgres takes a url or a dataDir.');
}
