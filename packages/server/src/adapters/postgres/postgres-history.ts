import { type Fix, WaycastError } from '@waycast/contract';
import type {
  History,
  HistoryRange,
  StoredListener,
  TenantFix,
  VehicleOfTenant,
} from '../../ports/history.ts';
import { textArray } from './binary-array.ts';
import { inCalendar } from './calendar.ts';
import { readText } from './cells.ts';
import { type Database, type Row, type Statement, StatementError } from './database.ts';
import { FIX_COLUMNS, fixParameters, INSERT_FIXES, readFix, timeParameter } from './fix-rows.ts';
import { GroupCommit } from './group-commit.ts';
import { HistoryMarks, INSERT_MARKED_FIXES } from './history-marks.ts';
import { LAST, LAST_OF, LAST_OF_ALL, LAST_OF_TENANT } from './last-fixes.ts';

/** Some seconds of full load, and 20 MB. */
const MAX_QUEUED_FIXES = 50_000;
/** Turning this many fixes into parameters takes the event loop some 3 ms. */
const MAX_FIXES_PER_COMMIT = 1000;
const RETRY_AFTER_MS = 1000;
const STREAM_CHUNK = 2000;
/** Vehicles per query of `lastOf` and chunk of `lastOfAll`. */
const VEHICLES_CHUNK = 1000;

/** A page of a vehicle's fixes: $1 tenant, $2 vehicle, from $3 to $4 (both inclusive), $5 at the most. */
export const PAGE: Statement = {
  name: 'fixes-page',
  text: `select ${FIX_COLUMNS} from location_events
  where tenant_id = $1 and vehicle_id = $2 and time between ${timeParameter(3)} and ${timeParameter(4)}
  order by location_events.time limit $5`,
};

/** The past in the table `location_events`. */
export class PostgresHistory implements History {
  readonly #database: Database;
  readonly #commits: GroupCommit<TenantFix>;
  readonly #listeners = new Set<StoredListener>();
  readonly #marks = new HistoryMarks();

  constructor(database: Database) {
    this.#database = database;
    this.#commits = new GroupCommit({
      commit: (fixes) => this.#insert(fixes),
      isRefusal: (error) => error instanceof StatementError && error.blamesValues,
      toCaller: (error) => (error instanceof StatementError ? refused(error) : error),
      maxQueued: MAX_QUEUED_FIXES,
      maxPerCommit: MAX_FIXES_PER_COMMIT,
      retryAfterMs: RETRY_AFTER_MS,
      awaitsAll: database.kind === 'embedded',
    });
  }

  /** Fixes that wait for their commit or are in it. */
  get queueDepth(): number {
    return this.#commits.depth;
  }

  record(fixes: readonly TenantFix[]): Promise<void> {
    return this.#commits.add(fixes);
  }

  async page({ tenant, vehicleId, from, to }: HistoryRange, limit: number): Promise<Fix[]> {
    const rows = await this.#database.query(PAGE, [
      tenant,
      vehicleId,
      inCalendar(from),
      inCalendar(to),
      limit,
    ]);
    return rows.map(readFix);
  }

  async *stream(range: HistoryRange): AsyncIterable<Fix[]> {
    for (let from = range.from; ; ) {
      const fixes = await this.page({ ...range, from }, STREAM_CHUNK);
      if (fixes.length > 0) yield fixes;
      const last = fixes.at(-1);
      if (last === undefined || fixes.length < STREAM_CHUNK) return;
      from = last.time + 1;
    }
  }

  async last(tenant: string, vehicleId: string): Promise<Fix | undefined> {
    const [row] = await this.#database.query(LAST, [tenant, vehicleId]);
    return row && readFix(row);
  }

  async lastOf(vehicles: readonly VehicleOfTenant[]): Promise<TenantFix[]> {
    const found: TenantFix[] = [];
    for (let at = 0; at < vehicles.length; at += VEHICLES_CHUNK) {
      const asked = vehicles.slice(at, at + VEHICLES_CHUNK);
      const rows = await this.#database.query(LAST_OF, [
        textArray(asked, ({ tenant }) => tenant),
        textArray(asked, ({ vehicleId }) => vehicleId),
      ]);
      for (const row of rows) found.push({ tenant: readText(row, 'tenant_id'), fix: readFix(row) });
    }
    return found;
  }

  async *lastOfAll(tenant?: string): AsyncIterable<TenantFix[]> {
    const statement = tenant === undefined ? LAST_OF_ALL : LAST_OF_TENANT;
    for (let after = { tenant: tenant ?? '', vehicleId: '' }; ; ) {
      const rows = await this.#database.query(statement, [after.tenant, after.vehicleId, VEHICLES_CHUNK]);
      const fixes = rows.flatMap(readLast);
      if (fixes.length > 0) yield fixes;
      const end = rows.at(-1);
      if (end === undefined || rows.length < VEHICLES_CHUNK) return;
      after = { tenant: readText(end, 'tenant_id'), vehicleId: readText(end, 'vehicle') };
    }
  }

  onStored(listener: StoredListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async ping(): Promise<void> {
    await this.#database.query({ text: 'select 1' });
  }

  /** Resolves when what waits has been committed or rejected. */
  flush(): Promise<void> {
    return this.#commits.flush();
  }

  /** In slices; the first brings the marks of all. */
  async #insert(fixes: readonly TenantFix[]): Promise<void> {
    const unique = firstOfEach(fixes);
    let marks = this.#marks.due(unique);
    for (let start = 0; start < unique.length; start += MAX_FIXES_PER_COMMIT) {
      const parameters = fixParameters(unique.slice(start, start + MAX_FIXES_PER_COMMIT));
      if (marks === undefined) await this.#database.query(INSERT_FIXES, parameters);
      else {
        await this.#database.query(INSERT_MARKED_FIXES, [...parameters, ...marks.parameters]);
        marks.written();
        marks = undefined;
      }
    }
    for (const listener of this.#listeners) listener(fixes);
  }
}

function refused(cause: StatementError): WaycastError {
  if (cause.blamesValues) {
    const message = `The database refuses these fixes: ${cause.message}. Sending them again unchanged will not help.`;
    return new WaycastError('invalid', message, { cause });
  }
  // A missing table or permission: the operator's to mend, and then the same fixes will do.
  const message = 'The database is not ready to store fixes. Keep them and try again.';
  return new WaycastError('unavailable', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}

/**
 * The statement sorts, so that "the first wins" has to be settled before. Mostly every vehicle is there once; the time
 * is looked at only where one is not.
 */
function firstOfEach(fixes: readonly TenantFix[]): readonly TenantFix[] {
  const vehicles = new Set<string>();
  for (const { tenant, fix } of fixes) {
    const vehicle = `${tenant}/${fix.vehicleId}`;
    if (vehicles.has(vehicle)) return firstOfEachTime(fixes);
    vehicles.add(vehicle);
  }
  return fixes;
}

function firstOfEachTime(fixes: readonly TenantFix[]): readonly TenantFix[] {
  const unique = new Map<string, TenantFix>();
  for (const item of fixes) {
    const key = `${item.tenant}/${item.fix.vehicleId}/${item.fix.time}`;
    if (!unique.has(key)) unique.set(key, item);
  }
  return [...unique.values()];
}

/** None for a vehicle that has reported nothing but the future. */
function readLast(row: Row): TenantFix[] {
  return row.vehicle_id === null ? [] : [{ tenant: readText(row, 'tenant_id'), fix: readFix(row) }];
}
