-- Every accepted fix, once per tenant, vehicle and device time.
--
-- The key begins with who and ends with when: the fixes of one vehicle lie side by side, and a table whose key
-- holds its time can become a TimescaleDB hypertable without another key. Ids compare by bytes ("C"): faster, and
-- the same order on every system.
create table location_events (
  time timestamptz(3) not null,
  received_at timestamptz(3) not null,
  sent_at timestamptz(3),
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  latitude double precision not null,
  longitude double precision not null,
  accuracy double precision,
  speed double precision,
  heading double precision,
  altitude double precision,
  attributes jsonb,
  primary key (tenant_id, vehicle_id, time)
);

comment on table location_events is 'Fixes as devices reported them, WGS 84.';
comment on column location_events.time is 'Device time: when the position was measured.';
comment on column location_events.received_at is 'Server time of receipt; retention counts from here.';
comment on column location_events.sent_at is 'When the device sent it, if it said so.';
comment on column location_events.latitude is 'Degrees north.';
comment on column location_events.longitude is 'Degrees east.';
comment on column location_events.accuracy is 'Radius in metres; null: unknown.';
comment on column location_events.speed is 'Metres per second over ground.';
comment on column location_events.heading is 'Degrees clockwise from north.';
comment on column location_events.altitude is 'Metres above sea level.';
comment on column location_events.attributes is
  'What else the device said; "future": true marks a fix that was ahead of the server''s clock when it came.';
