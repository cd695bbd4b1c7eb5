-- Fences of a tenant, each state of one as a row: what a fence was like is needed to judge fixes that come late, and
-- to judge a stretch again without rewriting what had happened.
create table geofences (
  tenant_id text collate "C" not null,
  fence_id text collate "C" not null,
  changed_at timestamptz(3) not null,
  ended_at timestamptz(3),
  name text not null,
  shape jsonb not null,
  points integer not null,
  dwell_s integer,
  applies_to jsonb,
  revision bigint not null,
  primary key (tenant_id, fence_id, changed_at)
);

create unique index geofences_in_force on geofences (tenant_id, fence_id) where ended_at is null;
create index geofences_by_revision on geofences (tenant_id, revision);

comment on table geofences is 'Circles, polygons and corridors that vehicles are told to have entered, left or stayed in.';
comment on column geofences.changed_at is 'Device time from which fixes are judged by this row.';
comment on column geofences.ended_at is 'Device time up to which they are; null: in force. Deleted some weeks later.';
comment on column geofences.shape is 'Positions are {latitude, longitude} in degrees, lengths metres.';
comment on column geofences.points is 'Points of the shape, which are limited for all fences of a tenant together.';
comment on column geofences.dwell_s is 'A vehicle that stays this long is told of; null: none is.';
comment on column geofences.applies_to is '{"vehicles": [id], "groups": [id]}; null: every vehicle.';
comment on column geofences.revision is 'The tenant''s revision at which this row last changed.';

-- Locked by whoever changes a tenant's fences, so that revisions become visible in their order.
create table geofence_revisions (
  tenant_id text collate "C" not null,
  revision bigint not null,
  primary key (tenant_id)
);

comment on table geofence_revisions is 'Counts the changes of each tenant''s fences; servers compare it with what they know.';
