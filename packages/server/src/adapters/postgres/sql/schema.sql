-- Generated from the migrations; do not edit.

create table alert_rules (
  tenant_id text collate "C" not null,
  rule_id text collate "C" not null,
  name text not null,
  active boolean not null,
  conditions jsonb not null,
  quiet_hours jsonb,
  channels jsonb not null,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null default now(),
  constraint alert_rules_pkey PRIMARY KEY (tenant_id, rule_id)
);

create table alerts (
  tenant_id text collate "C" not null,
  alert_id text collate "C" not null,
  rule_id text collate "C" not null,
  event_key text collate "C" not null,
  kind text collate "C" not null,
  vehicle_id text collate "C" not null,
  at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  late boolean not null,
  suppressed text,
  summary text not null,
  explanation jsonb not null,
  constraint alerts_pkey PRIMARY KEY (tenant_id, alert_id),
  constraint alerts_tenant_id_rule_id_event_key_key UNIQUE (tenant_id, rule_id, event_key)
);

create table deliveries (
  tenant_id text collate "C" not null,
  delivery_id text collate "C" not null default (gen_random_uuid())::text,
  alert_id text collate "C" not null,
  channel text collate "C" not null,
  target_id text collate "C" not null,
  state text collate "C" not null default 'pending'::text,
  attempts integer not null default 0,
  next_at timestamp(3) with time zone not null default now(),
  claim text,
  claimed_until timestamp(3) with time zone,
  last_status integer,
  last_error text,
  created_at timestamp(3) with time zone not null default now(),
  ended_at timestamp(3) with time zone,
  constraint deliveries_pkey PRIMARY KEY (tenant_id, delivery_id),
  constraint deliveries_tenant_id_alert_id_channel_target_id_key UNIQUE (tenant_id, alert_id, channel, target_id),
  constraint deliveries_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts(tenant_id, alert_id) ON DELETE CASCADE
);

create table device_quarantine (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  number bigint not null,
  received_at timestamp(3) with time zone not null,
  reason text not null,
  message text not null,
  constraint device_quarantine_pkey PRIMARY KEY (tenant_id, device_id, number),
  constraint device_quarantine_tenant_id_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES devices(tenant_id, device_id) ON DELETE CASCADE
);

create table devices (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  name text,
  relay boolean not null default false,
  key_hash text collate "C" not null,
  created_at timestamp(3) with time zone not null,
  last_seen_at timestamp(3) with time zone,
  accepted bigint not null default 0,
  quarantined bigint not null default 0,
  constraint devices_key_hash_key UNIQUE (key_hash),
  constraint devices_pkey PRIMARY KEY (tenant_id, device_id)
);

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

create table fix_citations (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  "time" timestamp(3) with time zone not null,
  constraint fix_citations_pkey PRIMARY KEY (tenant_id, vehicle_id, "time")
);

create table geofence_revisions (
  tenant_id text collate "C" not null,
  revision bigint not null,
  constraint geofence_revisions_pkey PRIMARY KEY (tenant_id)
);

create table geofences (
  tenant_id text collate "C" not null,
  fence_id text collate "C" not null,
  changed_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  name text not null,
  shape jsonb not null,
  points integer not null,
  dwell_s integer,
  applies_to jsonb,
  revision bigint not null,
  constraint geofences_pkey PRIMARY KEY (tenant_id, fence_id, changed_at)
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

create table history_upkeep (
  step text collate "C" not null,
  done_at timestamp(3) with time zone not null,
  constraint history_upkeep_pkey PRIMARY KEY (step)
);

create table history_work (
  work text collate "C" not null,
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  hour timestamp(3) with time zone not null,
  marked_at timestamp(3) with time zone not null default now(),
  since timestamp(3) with time zone not null default now(),
  constraint history_work_pkey PRIMARY KEY (work, tenant_id, vehicle_id, hour)
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

create table location_hourly (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  hour timestamp(3) with time zone not null,
  fixes integer not null,
  distance_m double precision not null,
  moving_s double precision not null,
  standing_s double precision not null,
  max_speed double precision,
  avg_speed double precision,
  speed_fixes integer not null,
  first_time timestamp(3) with time zone not null,
  first_latitude double precision not null,
  first_longitude double precision not null,
  last_time timestamp(3) with time zone not null,
  last_latitude double precision not null,
  last_longitude double precision not null,
  received_at timestamp(3) with time zone not null,
  kept_times timestamp(3) with time zone[],
  updated_at timestamp(3) with time zone not null default now(),
  constraint location_hourly_pkey PRIMARY KEY (tenant_id, vehicle_id, hour)
);

create table push_subscriptions (
  tenant_id text collate "C" not null,
  subscription_id text collate "C" not null,
  subject text collate "C" not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  vehicles text[] collate "C",
  entitled_to_all boolean not null,
  entitled_vehicles text[] collate "C" not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint push_subscriptions_pkey PRIMARY KEY (tenant_id, subscription_id)
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

create table webhooks (
  tenant_id text collate "C" not null,
  webhook_id text collate "C" not null,
  url text not null,
  secret text not null,
  former_secret text,
  former_secret_until timestamp(3) with time zone,
  events jsonb,
  active boolean not null,
  created_at timestamp(3) with time zone not null,
  constraint webhooks_pkey PRIMARY KEY (tenant_id, webhook_id)
);

CREATE INDEX alerts_by_age ON alerts USING btree (created_at);

CREATE INDEX alerts_by_vehicle ON alerts USING btree (tenant_id, vehicle_id, alert_id);

CREATE INDEX deliveries_claimed ON deliveries USING btree (tenant_id, channel, target_id, claimed_until) WHERE ((state = 'pending'::text) AND (claimed_until IS NOT NULL));

CREATE INDEX deliveries_dead ON deliveries USING btree (tenant_id, alert_id, delivery_id) WHERE (state = 'dead'::text);

CREATE INDEX deliveries_due ON deliveries USING btree (next_at) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_ended ON deliveries USING btree (ended_at) WHERE (state <> 'pending'::text);

CREATE INDEX deliveries_pending ON deliveries USING btree (tenant_id, channel, target_id, next_at) WHERE (state = 'pending'::text);

CREATE INDEX device_quarantine_by_age ON device_quarantine USING btree (received_at);

CREATE INDEX device_quarantine_by_number ON device_quarantine USING btree (tenant_id, number);

CREATE INDEX geofences_by_revision ON geofences USING btree (tenant_id, revision);

CREATE UNIQUE INDEX geofences_in_force ON geofences USING btree (tenant_id, fence_id) WHERE (ended_at IS NULL);

CREATE INDEX history_work_by_age ON history_work USING btree (work, since, tenant_id, vehicle_id, hour);

CREATE INDEX location_hourly_complete ON location_hourly USING btree (hour) WHERE (kept_times IS NULL);

CREATE INDEX push_subscriptions_by_browser ON push_subscriptions USING btree (subscription_id);

CREATE INDEX push_subscriptions_by_subject ON push_subscriptions USING btree (tenant_id, subject);

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
