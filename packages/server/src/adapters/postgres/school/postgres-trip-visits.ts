import { z } from 'zod';
import type {
  Approach,
  FoundVisit,
  StoredVisit,
  ToldAction,
  TripVisits,
  VisitCursor,
  VisitKey,
  VisitsSince,
} from '../../../ports/trip-visits.ts';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Database, Row } from '../database.ts';
import {
  APPROACH,
  ARRIVED,
  FORGET,
  MARK_TOLD,
  OF_TRIPS,
  REMOVE,
  SINCE,
  TOLD,
  TOLD_OF,
  UNTOLD,
  WRITE,
} from './visit-statements.ts';

/** What is kept of an approach until it has been told, and as its explanation. */
const ApproachShape = z.object({
  distanceM: z.number(),
  late: z.boolean(),
  inferred: z.boolean(),
  because: z.record(z.string(), z.unknown()),
});

/** Visits in the table `trip_visits`. */
export class PostgresTripVisits implements TripVisits {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async write(visits: readonly FoundVisit[]): Promise<readonly boolean[]> {
    const kept = visits.map(() => false);
    if (visits.length === 0) return kept;
    const given = visits.map((visit, place) => ({ ...visit, place }));
    for (const row of await this.#database.query(WRITE, [JSON.stringify(given)]))
      kept[readNumber(row, 'place')] = true;
    return kept;
  }

  async remove(visits: readonly (VisitKey & { readonly vehicleId: string })[]): Promise<void> {
    if (visits.length === 0) return;
    await this.#database.query(REMOVE, [JSON.stringify(visits)]);
    await this.#database.query(FORGET, [JSON.stringify(visits)]);
  }

  async of(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, readonly StoredVisit[]>> {
    const found = new Map<string, StoredVisit[]>();
    if (tripIds.length === 0) return found;
    for (const row of await this.#database.query(OF_TRIPS, [tenant, JSON.stringify(tripIds)])) {
      const visit = readVisit(row);
      found.set(visit.tripId, [...(found.get(visit.tripId) ?? []), visit]);
    }
    return found;
  }

  async approach(approach: Approach, when?: 'afterwards'): Promise<boolean> {
    const { tenant, tripId, sequence, stopId, vehicleId, scheduledAt, at, ...explained } = approach;
    const { distanceM, late, inferred, because } = explained;
    const rows = await this.#database.query(APPROACH, [
      ...[tenant, tripId, sequence, stopId, vehicleId, scheduledAt, at],
      JSON.stringify({ approach: { distanceM, late, inferred, because } }),
      when === 'afterwards',
    ]);
    return rows.length > 0;
  }

  async untoldApproaches(limit: number): Promise<readonly Approach[]> {
    return (await this.#database.query(UNTOLD, [limit])).map(readApproach);
  }

  async approachTold({ tenant, tripId, sequence }: VisitKey): Promise<void> {
    await this.#database.query(TOLD, [tenant, tripId, sequence]);
  }

  async toldOf(visits: readonly VisitKey[]): Promise<readonly ToldAction[]> {
    if (visits.length === 0) return [];
    const rows = await this.#database.query(TOLD_OF, [JSON.stringify(visits)]);
    return rows.flatMap((row) => {
      const tenant = readText(row, 'tenant_id');
      const visit = { tenant, tripId: readText(row, 'trip_id'), sequence: readNumber(row, 'stop_sequence') };
      return z
        .array(z.string())
        .parse(row.told)
        .map((what) => ({ ...visit, ...actionOf(what) }));
    });
  }

  async markTold(told: readonly ToldAction[]): Promise<void> {
    if (told.length > 0) await this.#database.query(MARK_TOLD, [JSON.stringify(told)]);
  }

  async arrived(tenant: string, after: VisitCursor, limit: number): Promise<readonly StoredVisit[]> {
    const { arrivedAt, tripId, sequence } = after;
    return (await this.#database.query(ARRIVED, [tenant, arrivedAt, tripId, sequence, limit])).map(readVisit);
  }

  async since(tenant: string, updatedAt: number, limit: number): Promise<VisitsSince> {
    const rows = await this.#database.query(SINCE, [tenant, updatedAt, limit]);
    const last = rows.at(-1);
    return {
      visits: rows.map(readVisit),
      updatedAt: last === undefined ? updatedAt : readNumber(last, 'updated_at'),
    };
  }
}

function readVisit(row: Row): StoredVisit {
  return {
    tenant: readText(row, 'tenant_id'),
    tripId: readText(row, 'trip_id'),
    sequence: readNumber(row, 'stop_sequence'),
    stopId: readText(row, 'stop_id'),
    vehicleId: readText(row, 'vehicle_id'),
    approachedAt: readNullableNumber(row, 'approached_at'),
    arrivedAt: readNullableNumber(row, 'arrived_at'),
    departedAt: readNullableNumber(row, 'departed_at'),
    distanceM: readNullableNumber(row, 'distance_m'),
    inferred: row.inferred === true,
    skipped: row.skipped === true,
    late: row.late === true,
  };
}

/** No action has a space in it. */
function actionOf(what: string): Pick<ToldAction, 'action' | 'vehicleId'> {
  const at = what.indexOf(' ');
  return { action: what.slice(0, at), vehicleId: what.slice(at + 1) };
}

function readApproach(row: Row): Approach {
  const { tenant, tripId, sequence, stopId, vehicleId, approachedAt } = readVisit(row);
  const scheduledAt = readNullableNumber(row, 'scheduled_arrival');
  const explained = ApproachShape.parse(row.approach);
  return { tenant, tripId, sequence, stopId, vehicleId, scheduledAt, at: approachedAt ?? 0, ...explained };
}
