-- What the fixes mean: what was found in them, how far each vehicle is judged, and who has been told.
--
-- The fixes stay the only truth. Everything here is made of them again when one comes late, from the last checkpoint
-- before it, so that any order of arrival ends in the same findings.
create table vehicle_settled (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  time timestamptz(3) not null,
  silent boolean not null,
  pruned boolean not null default false,
  fixes integer not null,
  state json not null,
  primary key (tenant_id, vehicle_id)
);

create index vehicle_settled_heard on vehicle_settled (time) where not silent;

comment on table vehicle_settled is 'How far each vehicle is judged.';
comment on column vehicle_settled.time is 'Device time of the last fix that was judged.';
comment on column vehicle_settled.silent is 'What ends by silence has been ended after it.';
comment on column vehicle_settled.pruned is 'Checkpoints were removed: nothing before the oldest is judged again.';
comment on column vehicle_settled.fixes is 'Fixes judged since the last checkpoint.';
comment on column vehicle_settled.state is 'What the rules remember after that fix; ours to change.';

create table vehicle_checkpoints (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  time timestamptz(3) not null,
  fixes integer not null,
  state json not null,
  written_at timestamptz(3) not null default now(),
  primary key (tenant_id, vehicle_id, time)
);

create index vehicle_checkpoints_written on vehicle_checkpoints (written_at);

comment on table vehicle_checkpoints is 'States from which a vehicle can be judged again when a fix comes late.';
comment on column vehicle_checkpoints.time is 'Device time of the last fix that the state knows.';
comment on column vehicle_checkpoints.fixes is
  'Fixes judged since the checkpoint before; when fewer are still stored, what was found in them stays as it is.';

create table vehicle_findings (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3),
  judged_at timestamptz(3),
  data jsonb not null,
  written_at timestamptz(3) not null default now(),
  primary key (tenant_id, vehicle_id, kind, key)
);

create index vehicle_findings_started on vehicle_findings (tenant_id, vehicle_id, kind, starts_at);
create index vehicle_findings_judged on vehicle_findings (tenant_id, vehicle_id, judged_at);
create index vehicle_findings_written on vehicle_findings (written_at);

comment on table vehicle_findings is 'Trips, stops and whatever else was found in a vehicle''s fixes.';
comment on column vehicle_findings.key is 'With the kind, the identity that the same fixes give in any order.';
comment on column vehicle_findings.starts_at is 'Device time.';
comment on column vehicle_findings.ends_at is 'Device time; null: still open.';
comment on column vehicle_findings.judged_at is
  'Device time of the fix or the silence that ended it: judged again from before, it is found anew. Null: still open.';

create table vehicle_odometers (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  metres double precision not null,
  primary key (tenant_id, vehicle_id)
);

comment on table vehicle_odometers is 'Metres driven in the time whose findings have been removed.';

-- Written in the transaction that changes a finding.
create table vehicle_events (
  id bigint generated always as identity primary key,
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  action text collate "C" not null,
  at timestamptz(3) not null,
  late boolean not null,
  finding jsonb not null,
  created_at timestamptz(3) not null default now()
);

create index vehicle_events_created on vehicle_events (created_at);

comment on table vehicle_events is 'What is to be told of findings, in the order in which it was found out.';
comment on column vehicle_events.action is 'opened, changed, closed or withdrawn.';
comment on column vehicle_events.at is 'Device time of what it tells.';
comment on column vehicle_events.late is 'Found out too long after it happened to alarm anybody.';
comment on column vehicle_events.finding is 'The finding as it is now; of one withdrawn, as it was.';

create table event_cursors (
  reader text collate "C" primary key,
  last_id bigint not null,
  held_by text collate "C",
  held_until timestamptz(3)
);

comment on table event_cursors is 'How far each reader of vehicle_events has come, over all servers.';
comment on column event_cursors.held_by is 'The server that handles the next ones; null: nobody now.';
