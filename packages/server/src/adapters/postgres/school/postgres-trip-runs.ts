import type { RunsAsked, TripFacts, TripOfTenant, TripRuns } from '../../../ports/trip-runs.ts';
import type { ListedTrip, StoredTrip } from '../../../ports/trips.ts';
import { readNumber } from '../cells.ts';
import type { Database, Statement } from '../database.ts';
import {
  FACT_COLUMNS,
  LISTED_COLUMNS,
  readFacts,
  readListedTrip,
  readTrip,
  TRIP_COLUMNS,
} from './trip-rows.ts';

/** No trip has a vehicle for longer than this, so that older rows of the vehicle need not be read. */
const LONGEST = "interval '8 days'";

const OF_VEHICLES: Statement = {
  name: 'trip-runs-of-vehicles',
  text: `select asked.place, ${FACT_COLUMNS}
  from jsonb_to_recordset($1::text::jsonb) as asked (place integer, tenant text, vehicle text, "from" float8, "until" float8)
  cross join lateral (
    select distinct run.trip_id from trip_vehicles run
    where run.tenant_id = asked.tenant and run.vehicle_id = asked.vehicle
      and run.from_at < to_timestamp(asked."until" / 1000)
      and run.from_at > to_timestamp(asked."from" / 1000) - ${LONGEST}
      and run.until_at > to_timestamp(asked."from" / 1000)) runs
  join trips t on t.tenant_id = asked.tenant and t.trip_id = runs.trip_id
  where t.status <> 'CANCELLED' or t.ended_by = 'automatic'
  order by asked.place, t.scheduled_start, t.trip_id`,
};

const ASKED = `from jsonb_to_recordset($1::text::jsonb) as asked (tenant text, "tripId" text)
  join trips t on t.tenant_id = asked.tenant and t.trip_id = asked."tripId"`;
const WHOLE: Statement = { name: 'trip-runs-whole', text: `select ${TRIP_COLUMNS} ${ASKED}` };
const LISTED: Statement = { name: 'trip-runs-listed', text: `select ${LISTED_COLUMNS} ${ASKED}` };

/** Whole trips read at once: each brings its line. */
const AT_ONCE = 50;

/** In the tables `trips` and `trip_vehicles`. */
export class PostgresTripRuns implements TripRuns {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ofVehicles(vehicles: readonly RunsAsked[]): Promise<readonly (readonly TripFacts[])[]> {
    const asked = vehicles.map(({ tenant, vehicleId, from, until }, place) => ({
      ...{ place, tenant, from, until },
      vehicle: vehicleId,
    }));
    const found: TripFacts[][] = vehicles.map(() => []);
    for (const row of await this.#database.query(OF_VEHICLES, [JSON.stringify(asked)]))
      found[readNumber(row, 'place')]?.push(readFacts(row));
    return found;
  }

  async whole(trips: readonly TripOfTenant[]): Promise<readonly StoredTrip[]> {
    const found: StoredTrip[] = [];
    for (let next = 0; next < trips.length; next += AT_ONCE) {
      const some = trips.slice(next, next + AT_ONCE);
      found.push(...(await this.#database.query(WHOLE, [askedText(some)])).map(readTrip));
    }
    return found;
  }

  async listed(trips: readonly TripOfTenant[]): Promise<readonly ListedTrip[]> {
    if (trips.length === 0) return [];
    return (await this.#database.query(LISTED, [askedText(trips)])).map(readListedTrip);
  }
}

function askedText(trips: readonly TripOfTenant[]): string {
  return JSON.stringify(trips.map(({ tenant, tripId }) => ({ tenant, tripId })));
}
