-- Generated from the migrations; do not edit.

create table drivers (
  tenant_id text collate "C" not null,
  driver_id text collate "C" not null,
  name text,
  phone text,
  vehicle_id text collate "C",
  first_seen_at timestamp(3) with time zone,
  search text not null,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint drivers_pkey PRIMARY KEY (tenant_id, driver_id)
);

create table event_cursors (
  reader text collate "C" not null,
  last_id bigint not null,
  held_by text collate "C",
  held_until timestamp(3) with time zone,
  constraint event_cursors_pkey PRIMARY KEY (reader)
);

create table grants (
  tenant_id text collate "C" not null,
  subject text collate "C" not null,
  vehicle_id text collate "C" not null,
  expires_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null default now(),
  constraint grants_pkey PRIMARY KEY (tenant_id, subject, vehicle_id)
);

create table groups (
  tenant_id text collate "C" not null,
  group_id text collate "C" not null,
  name text,
  search text not null,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint groups_pkey PRIMARY KEY (tenant_id, group_id)
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

create table share_links (
  tenant_id text collate "C" not null,
  share_id text collate "C" not null,
  secret_hash text collate "C" not null,
  vehicle_id text collate "C" not null,
  label text,
  destination jsonb,
  show_trail_from timestamp(3) with time zone,
  expires_at timestamp(3) with time zone not null,
  ends_on jsonb,
  created_by text collate "C" not null,
  created_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  uses integer not null default 0,
  constraint share_links_pkey PRIMARY KEY (tenant_id, share_id)
);

create table tenants (
  tenant_id text collate "C" not null,
  time_zone text not null default 'UTC'::text,
  speed_limit_mps double precision,
  limits jsonb not null default '{}'::jsonb,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint tenants_pkey PRIMARY KEY (tenant_id)
);

create table vehicle_checkpoints (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  "time" timestamp(3) with time zone not null,
  fixes integer not null,
  state json not null,
  written_at timestamp(3) with time zone not null default now(),
  constraint vehicle_checkpoints_pkey PRIMARY KEY (tenant_id, vehicle_id, "time")
);

create table vehicle_events (
  id bigint not null,
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  action text collate "C" not null,
  at timestamp(3) with time zone not null,
  late boolean not null,
  finding jsonb not null,
  created_at timestamp(3) with time zone not null default now(),
  constraint vehicle_events_pkey PRIMARY KEY (id)
);

create table vehicle_findings (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone,
  judged_at timestamp(3) with time zone,
  data jsonb not null,
  written_at timestamp(3) with time zone not null default now(),
  constraint vehicle_findings_pkey PRIMARY KEY (tenant_id, vehicle_id, kind, key)
);

create table vehicle_odometers (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  metres double precision not null,
  constraint vehicle_odometers_pkey PRIMARY KEY (tenant_id, vehicle_id)
);

create table vehicle_settled (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  "time" timestamp(3) with time zone not null,
  silent boolean not null,
  pruned boolean not null default false,
  fixes integer not null,
  state json not null,
  constraint vehicle_settled_pkey PRIMARY KEY (tenant_id, vehicle_id)
);

create table vehicles (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  name text,
  plate text,
  kind text,
  group_ids text[] collate "C" not null default '{}'::text[],
  speed_limit_mps double precision,
  attributes jsonb not null default '{}'::jsonb,
  archived_at timestamp(3) with time zone,
  first_seen_at timestamp(3) with time zone,
  search text not null,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint vehicles_pkey PRIMARY KEY (tenant_id, vehicle_id)
);

CREATE INDEX share_links_expiry ON share_links USING btree (tenant_id, expires_at);

CREATE UNIQUE INDEX share_links_id ON share_links USING btree (share_id);

CREATE UNIQUE INDEX share_links_secret ON share_links USING btree (secret_hash);

CREATE INDEX share_links_vehicle ON share_links USING btree (tenant_id, vehicle_id, expires_at);

CREATE INDEX share_links_waiting ON share_links USING btree (tenant_id, vehicle_id) WHERE ((ends_on IS NOT NULL) AND (ended_at IS NULL) AND (revoked_at IS NULL));

CREATE INDEX vehicle_checkpoints_written ON vehicle_checkpoints USING btree (written_at);

CREATE INDEX vehicle_events_created ON vehicle_events USING btree (created_at);

CREATE INDEX vehicle_findings_judged ON vehicle_findings USING btree (tenant_id, vehicle_id, judged_at);

CREATE INDEX vehicle_findings_started ON vehicle_findings USING btree (tenant_id, vehicle_id, kind, starts_at);

CREATE INDEX vehicle_findings_written ON vehicle_findings USING btree (written_at);

CREATE INDEX vehicle_settled_heard ON vehicle_settled USING btree ("time") WHERE (NOT silent);
