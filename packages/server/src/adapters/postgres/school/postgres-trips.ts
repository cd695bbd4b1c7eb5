import { WaycastError } from '@waycast/contract';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type {
  ListedTrip,
  StoredTrip,
  TripChange,
  TripCursor,
  TripFilter,
  Trips,
  TripToStore,
} from '../../../ports/trips.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Queries } from '../database.ts';
import { readListedTrip, readTrip } from './trip-rows.ts';
import {
  CREATE,
  GET,
  LEAVE_VEHICLES,
  LOCK,
  LOCK_VEHICLE,
  OF_VEHICLES,
  OVERDUE,
  PAGE,
  RUNNING,
  TAKE_VEHICLES,
  UPDATE,
  updateParameters,
} from './trip-statements.ts';

/** Trips are stored so many at a time: each brings its line. */
const CREATED_AT_ONCE = 50;

/** Trips in the tables `trips` and `trip_vehicles`. */
export class PostgresTrips implements Trips {
  readonly #database: Database;
  readonly #listeners = new Set<(trip: StoredTrip) => void>();

  constructor(database: Database) {
    this.#database = database;
  }

  async create(trips: readonly TripToStore[]): Promise<string[]> {
    const made: string[] = [];
    for (let next = 0; next < trips.length; next += CREATED_AT_ONCE) {
      made.push(...(await this.#createSome(trips.slice(next, next + CREATED_AT_ONCE))));
    }
    return made;
  }

  async get(tenant: string, tripId: string): Promise<StoredTrip | undefined> {
    return getTrip(this.#database, tenant, tripId);
  }

  async page(tenant: string, filter: TripFilter, limit: number, after?: TripCursor): Promise<ListedTrip[]> {
    const { serviceDate, status, routeId, vehicleId, driverId, ownedBy } = filter;
    const rows = await this.#database.query(PAGE, [
      ...[tenant, serviceDate, status ?? null, routeId ?? null, vehicleId ?? null, driverId ?? null],
      ...[ownedBy?.driverId ?? null, JSON.stringify(ownedBy?.vehicleIds ?? [])],
      ...[after?.scheduledStart ?? null, after?.tripId ?? null, limit],
    ]);
    return rows.map(readListedTrip);
  }

  async overdue(before: number, limit: number): Promise<ListedTrip[]> {
    return (await this.#database.query(OVERDUE, [before, limit])).map(readListedTrip);
  }

  async change(
    tenant: string,
    tripId: string,
    decide: (trip: StoredTrip) => TripChange | undefined,
  ): Promise<StoredTrip | undefined> {
    const { trip, changed } = await this.#database.transaction(async (queries) => {
      const before = await lockedTrip(queries, tenant, tripId);
      const change = before && decide(before);
      if (before === undefined || change === undefined) return { trip: before, changed: false };
      await write(queries, before, change);
      return { trip: await getTrip(queries, tenant, tripId), changed: true };
    });
    if (changed && trip !== undefined) this.#tell(trip);
    return trip;
  }

  async ofVehicles(
    vehicles: readonly VehicleOfTenant[],
    span: { readonly from: number; readonly until: number },
  ): Promise<readonly (readonly StoredTrip[])[]> {
    const asked = vehicles.map(({ tenant, vehicleId }, place) => ({ place, tenant, vehicle: vehicleId }));
    const rows = await this.#database.query(OF_VEHICLES, [JSON.stringify(asked), span.from, span.until]);
    const found: StoredTrip[][] = vehicles.map(() => []);
    for (const row of rows) found[readNumber(row, 'place')]?.push(readTrip(row));
    return found;
  }

  onChanged(listener: (trip: StoredTrip) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #createSome(trips: readonly TripToStore[]): Promise<string[]> {
    const rows = await this.#database.query(CREATE, [JSON.stringify(trips)]);
    const made = new Map(rows.map((row) => [keyOf(row.tenant_id, row.trip_id), row]));
    for (const trip of trips) {
      const row = made.get(keyOf(trip.tenant, trip.tripId));
      if (row !== undefined) this.#tell({ ...trip, revision: 0, updatedAt: readNumber(row, 'updated_at') });
    }
    return rows.map((row) => readText(row, 'trip_id'));
  }

  #tell(trip: StoredTrip): void {
    for (const listener of this.#listeners) listener(trip);
  }
}

function keyOf(tenant: unknown, tripId: unknown): string {
  return JSON.stringify([tenant, tripId]);
}

async function getTrip(queries: Queries, tenant: string, tripId: string): Promise<StoredTrip | undefined> {
  return (await queries.query(GET, [tenant, tripId])).map(readTrip)[0];
}

/** Read after the lock is had: what was read with it might have changed while it was waited for. */
async function lockedTrip(queries: Queries, tenant: string, tripId: string): Promise<StoredTrip | undefined> {
  const [locked] = await queries.query(LOCK, [tenant, tripId]);
  return locked === undefined ? undefined : getTrip(queries, tenant, tripId);
}

async function write(queries: Queries, before: StoredTrip, change: TripChange): Promise<void> {
  const after = { ...before, ...change };
  const { tenant, tripId } = before;
  const runs = after.status === 'IN_PROGRESS' ? after.vehicleId : null;
  const ran = before.status === 'IN_PROGRESS' ? before.vehicleId : null;
  if (runs !== null && runs !== ran) await refuseSecond(queries, tenant, runs, tripId);
  await queries.query(UPDATE, updateParameters(after, change.plan));
  if (change.vehicles === undefined) return;
  await queries.query(LEAVE_VEHICLES, [tenant, tripId]);
  await queries.query(TAKE_VEHICLES, [tenant, tripId, JSON.stringify(change.vehicles)]);
}

async function refuseSecond(
  queries: Queries,
  tenant: string,
  vehicleId: string,
  tripId: string,
): Promise<void> {
  await queries.query(LOCK_VEHICLE, [tenant, vehicleId]);
  const [running] = await queries.query(RUNNING, [tenant, vehicleId, tripId]);
  if (running === undefined) return;
  const other = readText(running, 'trip_id');
  throw new WaycastError(
    'conflict',
    `vehicle ${vehicleId} is running trip ${other}; complete that one first, or give this trip another vehicle`,
  );
}
