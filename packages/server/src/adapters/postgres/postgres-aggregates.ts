import { WaycastError } from '@waycast/contract';
import type { Aggregate, AggregateQuery, Aggregates, Whereabouts } from '../../ports/aggregates.ts';
import { inCalendar } from './calendar.ts';
import { readNullableNumber, readNumber } from './cells.ts';
import { type Database, type Row, type Statement, StatementError } from './database.ts';
import { timeColumn, timeParameter } from './fix-rows.ts';

const UNKNOWN_TIME_ZONE = '22023';

/**
 * $1 tenant, $2 vehicle, $3 from, $4 to, $5 bucket, $6 time zone, $7 limit. `date_trunc` with a zone begins a day at
 * its midnight, whatever that is in UTC on that day.
 */
export const READ: Statement = {
  name: 'read-aggregates',
  text: `with span as (
    select date_trunc($5, ${timeParameter(3)}, $6) as begins,
      (date_trunc($5, ${timeParameter(4)} at time zone $6) + ('1 ' || $5)::interval) at time zone $6 as ends),
  found as (
    select date_trunc($5, h.hour, $6) as start, sum(fixes)::float8 as fixes, sum(distance_m) as distance_m,
      sum(moving_s) as moving_s, sum(standing_s) as standing_s, max(max_speed) as max_speed,
      sum(avg_speed * speed_fixes) / nullif(sum(speed_fixes), 0) as avg_speed,
      min(first_time) as first_time, (array_agg(first_latitude order by hour))[1] as first_latitude,
      (array_agg(first_longitude order by hour))[1] as first_longitude,
      max(last_time) as last_time, (array_agg(last_latitude order by hour desc))[1] as last_latitude,
      (array_agg(last_longitude order by hour desc))[1] as last_longitude
    from location_hourly h
    where h.tenant_id = $1 and h.vehicle_id = $2
      and h.hour >= (select begins from span) and h.hour < (select ends from span)
    group by 1 order by 1 limit $7)
  select ${timeColumn('start')},
    ${timeColumn(`(start at time zone $6 + ('1 ' || $5)::interval) at time zone $6`, '"end"')},
    fixes, distance_m, moving_s, standing_s, max_speed, avg_speed,
    ${timeColumn('first_time')}, first_latitude, first_longitude,
    ${timeColumn('last_time')}, last_latitude, last_longitude
  from found order by found.start`,
};

/** Aggregates from the table `location_hourly`. */
export class PostgresAggregates implements Aggregates {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async read({ tenant, vehicleId, from, to, bucket, timeZone, limit }: AggregateQuery): Promise<Aggregate[]> {
    // Hours are those of UTC: in the hour that a clock repeats in autumn, a local one would be two.
    const zone = bucket === 'hour' ? 'UTC' : timeZone;
    const parameters = [tenant, vehicleId, inCalendar(from), inCalendar(to), bucket, zone, limit];
    try {
      return (await this.#database.query(READ, parameters)).map(readAggregate);
    } catch (error) {
      if (!(error instanceof StatementError && error.sqlState === UNKNOWN_TIME_ZONE)) throw error;
      const message = `timeZone takes an IANA name such as Europe/Dublin; got ${JSON.stringify(zone)}`;
      throw new WaycastError('invalid', message, { cause: error });
    }
  }
}

function readAggregate(row: Row): Aggregate {
  return {
    start: readNumber(row, 'start'),
    end: readNumber(row, 'end'),
    fixes: readNumber(row, 'fixes'),
    distanceM: readNumber(row, 'distance_m'),
    movingS: readNumber(row, 'moving_s'),
    standingS: readNumber(row, 'standing_s'),
    maxSpeed: readNullableNumber(row, 'max_speed'),
    avgSpeed: readNullableNumber(row, 'avg_speed'),
    first: readWhereabouts(row, 'first'),
    last: readWhereabouts(row, 'last'),
  };
}

function readWhereabouts(row: Row, which: 'first' | 'last'): Whereabouts {
  return {
    time: readNumber(row, `${which}_time`),
    latitude: readNumber(row, `${which}_latitude`),
    longitude: readNumber(row, `${which}_longitude`),
  };
}
