/*
 * What only the full edition of TimescaleDB does: compression of what is older than a week, and a continuous aggregate.
 *
 * `location_hourly` is the same own table on every level: the way between consecutive fixes is no continuous aggregate,
 * and one that is refreshed after thinning or retention would count only what was left. The aggregate counts the hours'
 * fixes from TimescaleDB's log of changes, so that the upkeep finds at little cost what was written past the marks.
 * Its own retention goes by device time, as TimescaleDB's policies do: it is made of what is there and can be made
 * again. For the fixes themselves age counts from receipt, which no policy of TimescaleDB knows.
 */

/** SQL that sets it up; to be said again without harm. */
export function setUpFullTimescale(retentionDays: number): string {
  return `do $$ begin
      if not exists (select from timescaledb_information.hypertables where hypertable_name = 'location_events'
          and hypertable_schema = current_schema() and compression_enabled) then
        alter table location_events set (timescaledb.compress,
          timescaledb.compress_segmentby = 'tenant_id, vehicle_id', timescaledb.compress_orderby = 'time');
      end if;
    end $$;
    select add_compression_policy('location_events', interval '7 days', if_not_exists => true);
    create materialized view if not exists location_hourly_counts
      with (timescaledb.continuous, timescaledb.materialized_only = false) as
      select tenant_id, vehicle_id, time_bucket(interval '1 hour', time) as hour, count(*) as fixes,
        avg(speed) as avg_speed, max(speed) as max_speed, max(received_at) as received_at
      from location_events where attributes->'future' is distinct from 'true'::jsonb
      group by tenant_id, vehicle_id, time_bucket(interval '1 hour', time)
      with no data;
    select add_continuous_aggregate_policy('location_hourly_counts', start_offset => interval '4 days',
      end_offset => interval '1 hour', schedule_interval => interval '1 hour', if_not_exists => true);
    select add_retention_policy('location_hourly_counts', interval '${retentionDays + 1} days', if_not_exists => true);`;
}
