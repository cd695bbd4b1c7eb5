-- Generated from the migrations; do not edit.

create table grants (
  tenant_id text collate "C" not null,
  subject text collate "C" not null,
  vehicle_id text collate "C" not null,
  expires_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  constraint grants_pkey PRIMARY KEY (tenant_id, subject, vehicle_id)
);

create table location_events (
  "time" timestamp(3) with time zone not null,
  received_at timestamp(3) with time zone not null,
  sent_at timestamp(3) with time zone,
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  latitude double precision not null,
  longitude double precision not null,
  accuracy double precision,
  speed double precision,
  heading double precision,
  altitude double precision,
  attributes jsonb,
  constraint location_events_pkey PRIMARY KEY (tenant_id, vehicle_id, "time")
);

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  min_server integer not null,
  applied_at timestamp(3) with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (number)
);
