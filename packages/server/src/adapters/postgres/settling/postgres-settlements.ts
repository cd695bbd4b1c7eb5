import { type Fix, WaycastError } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type {
  FixesAsked,
  FixesSince,
  Rewind,
  Settled,
  Settlements,
  SettlingDesk,
  StoredFinding,
  VehicleHour,
} from '../../../ports/settlements.ts';
import { textArray, timestampArray } from '../binary-array.ts';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Database, Parameter, Queries, Row, Statement } from '../database.ts';
import { readFix } from '../fix-rows.ts';
import { readFinding } from './finding-rows.ts';
import {
  FINDINGS_SINCE,
  FIXES_SINCE,
  KNOW_VEHICLES,
  LOCK_VEHICLES,
  MISSED,
  REWINDS,
  SILENT_SINCE,
} from './settling-queries.ts';
import { PRUNE_CHECKPOINTS, PRUNE_EVENTS, PRUNE_FINDINGS } from './settling-writes.ts';
import { writeSettlements } from './write-settlements.ts';

/** Well within the time that a statement may take. */
const PRUNED_AT_ONCE = 5000;
const MAX_KNOWN = 50_000;

/** Settlements in the tables of migration 7. `onEvents` is called after a commit that wrote some. */
export class PostgresSettlements implements Settlements {
  readonly #database: Database;
  readonly #onEvents: () => void;
  /** Those that have a row: we remove none. */
  readonly #known = new LRUCache<string, true>({ max: MAX_KNOWN });

  constructor(database: Database, onEvents: () => void) {
    this.#database = database;
    this.#onEvents = onEvents;
  }

  async fixesSince(asked: readonly FixesAsked[], limit: number): Promise<FixesSince[]> {
    return sortFixes(asked, await this.#database.query(FIXES_SINCE, [...after(asked), limit]));
  }

  async settle<T>(
    vehicles: readonly VehicleOfTenant[],
    work: (desk: SettlingDesk) => Promise<T>,
  ): Promise<T> {
    await this.#know(vehicles);
    let events = 0;
    const result = await this.#database.transaction(async (queries) => {
      const locked = (await queries.query(LOCK_VEHICLES, names(vehicles))).map(readSettled);
      if (locked.length < vehicles.length) this.#mistaken(vehicles);
      return work({
        ...deskOf(queries, locked),
        async write(settlements) {
          await writeSettlements(queries, settlements);
          events += settlements.reduce((sum, one) => sum + one.events.length, 0);
        },
      });
    });
    if (events > 0) this.#onEvents();
    return result;
  }

  async silentSince(before: number, limit: number): Promise<VehicleOfTenant[]> {
    const rows = await this.#database.query(SILENT_SINCE, [before, limit]);
    return rows.map((row) => ({
      tenant: readText(row, 'tenant_id'),
      vehicleId: readText(row, 'vehicle_id'),
    }));
  }

  async missed(hours: readonly VehicleHour[]): Promise<VehicleHour[]> {
    const rows = await this.#database.query(MISSED, [
      ...names(hours),
      timestampArray(hours, ({ hour }) => hour),
    ]);
    return rows.flatMap((row) => hours[readNumber(row, 'number') - 1] ?? []);
  }

  /** Sees to it that each has a row. */
  async #know(vehicles: readonly VehicleOfTenant[]): Promise<void> {
    const unknown = vehicles.filter((vehicle) => !this.#known.has(keyOf(vehicle)));
    if (unknown.length > 0) await this.#database.query(KNOW_VEHICLES, names(unknown));
    for (const vehicle of vehicles) this.#known.set(keyOf(vehicle), true);
  }

  /** Somebody has removed rows by hand. */
  #mistaken(vehicles: readonly VehicleOfTenant[]): never {
    for (const vehicle of vehicles) this.#known.delete(keyOf(vehicle));
    throw new WaycastError('unavailable', 'Vehicles are not known any more. Try again.');
  }

  async prune(before: { checkpoints: number; findings: number; events: number }): Promise<boolean> {
    const gone = [
      await this.#prune(PRUNE_CHECKPOINTS, before.checkpoints),
      await this.#prune(PRUNE_FINDINGS, before.findings),
      await this.#prune(PRUNE_EVENTS, before.events),
    ];
    return gone.some((rows) => rows === PRUNED_AT_ONCE);
  }

  async #prune(statement: Statement, before: number): Promise<number> {
    const [row = {}] = await this.#database.query(statement, [before, PRUNED_AT_ONCE]);
    return readNumber(row, 'gone');
  }
}

function keyOf({ tenant, vehicleId }: VehicleOfTenant): string {
  return `${tenant} ${vehicleId}`;
}

function deskOf(queries: Queries, vehicles: SettlingDesk['vehicles']): Omit<SettlingDesk, 'write'> {
  return {
    vehicles,
    async rewinds(asked) {
      const found = asked.map((): Rewind | undefined => undefined);
      const before = timestampArray(asked, (one) => one.before);
      for (const row of await queries.query(REWINDS, [...names(asked), before]))
        found[readNumber(row, 'number') - 1] = readRewind(row);
      return found;
    },
    async fixes(asked, limit) {
      const since = sortFixes(asked, await queries.query(FIXES_SINCE, [...after(asked), limit]));
      return since.map(({ fixes }) => fixes);
    },
    async findings(asked) {
      const found: StoredFinding[][] = asked.map(() => []);
      for (const row of await queries.query(FINDINGS_SINCE, after(asked))) {
        const judgedAt = readNullableNumber(row, 'judged_at');
        found[readNumber(row, 'number') - 1]?.push({ finding: readFinding(row), judgedAt });
      }
      return found;
    },
  };
}

function names(vehicles: readonly VehicleOfTenant[]): Parameter[] {
  return [textArray(vehicles, ({ tenant }) => tenant), textArray(vehicles, ({ vehicleId }) => vehicleId)];
}

function after(asked: readonly FixesAsked[]): Parameter[] {
  return [...names(asked), timestampArray(asked, (one) => one.after)];
}

function sortFixes(asked: readonly FixesAsked[], rows: readonly Row[]): FixesSince[] {
  const since = asked.map((): { fixes: Fix[]; settledTo: number | undefined } => ({
    fixes: [],
    settledTo: undefined,
  }));
  for (const row of rows) {
    const one = since[readNumber(row, 'number') - 1];
    if (one === undefined) continue;
    one.fixes.push(readFix(row));
    one.settledTo = readNullableNumber(row, 'settled_to') ?? undefined;
  }
  return since;
}

function readSettled(row: Row): VehicleOfTenant & Settled {
  return {
    tenant: readText(row, 'tenant_id'),
    vehicleId: readText(row, 'vehicle_id'),
    time: readNumber(row, 'time'),
    silent: row.silent === true,
    fixes: readNumber(row, 'fixes'),
    state: row.state,
  };
}

function readRewind(row: Row): Rewind | undefined {
  const known = row.found === true;
  if (!known && row.pruned === true) return undefined;
  return {
    checkpoint: known
      ? { time: readNumber(row, 'time'), fixes: readNumber(row, 'fixes'), state: row.state }
      : undefined,
    judged: readNumber(row, 'judged'),
    stored: readNumber(row, 'stored'),
  };
}
