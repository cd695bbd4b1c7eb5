-- What is to be done about stored fixes, so that nothing is forgotten when a server dies: a mark is written before
-- the fixes are, and goes when the work is done.
create table history_work (
  work text collate "C" not null,
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  hour timestamptz(3) not null,
  marked_at timestamptz(3) not null default now(),
  since timestamptz(3) not null default now(),
  primary key (work, tenant_id, vehicle_id, hour)
) with (fillfactor = 70);

comment on table history_work is
  'Hours of vehicles whose fixes have changed. To have fixes written by hand taken along, insert marks here.';
comment on column history_work.work is 'rollup: into location_hourly; settle: into trips and findings.';
comment on column history_work.hour is 'Full hour (UTC) of device time.';
comment on column history_work.marked_at is 'When a server last announced fixes of this hour; it does so once a minute.';
comment on column history_work.since is 'When the hour was first marked after the work was last done.';

-- The fixes that are there already.
insert into history_work (work, tenant_id, vehicle_id, hour)
select work, tenant_id, vehicle_id, hour
from (select distinct tenant_id, vehicle_id, date_trunc('hour', time, 'UTC') as hour from location_events) stored
cross join (values ('rollup'), ('settle')) as works (work);
