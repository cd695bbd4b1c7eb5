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

create table boardings (
  tenant_id text collate "C" not null,
  boarding_id text collate "C" not null,
  trip_id text collate "C" not null,
  student_id text collate "C",
  card_id text collate "C",
  action text collate "C" not null,
  method text collate "C" not null,
  at timestamp(3) with time zone not null,
  stop_sequence integer,
  expected boolean not null,
  flag text collate "C",
  recorded_by text collate "C" not null,
  received_at timestamp(3) with time zone not null default now(),
  constraint boardings_pkey PRIMARY KEY (tenant_id, boarding_id)
);

create table companies (
  tenant_id text collate "C" not null,
  company_id text collate "C" not null,
  name text not null,
  agents jsonb not null default '[]'::jsonb,
  allowed_origins jsonb not null default '[]'::jsonb,
  greeting text,
  retention_days integer,
  messages_per_minute integer not null,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint companies_pkey PRIMARY KEY (tenant_id, company_id)
);

create table conversation_events (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  log_offset integer not null,
  event text collate "C" not null,
  message_offset integer,
  participant_id text collate "C",
  read_up_to integer,
  at timestamp(3) with time zone not null default now(),
  constraint conversation_events_pkey PRIMARY KEY (tenant_id, conversation_id, log_offset)
);

create table conversation_participants (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  participant_id text collate "C" not null,
  kind text collate "C" not null,
  name text,
  takes_part boolean not null,
  read_up_to integer not null default 0,
  joined_at timestamp(3) with time zone not null,
  constraint conversation_participants_pkey PRIMARY KEY (tenant_id, conversation_id, participant_id)
);

create table conversations (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  company_id text collate "C" not null,
  state text collate "C" not null default 'open'::text,
  title text,
  about_type text collate "C",
  about_id text collate "C",
  assigned_to text collate "C",
  created_by text collate "C" not null,
  revision integer not null default 0,
  last_offset integer not null default 0,
  last_message_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  closed_at timestamp(3) with time zone,
  constraint conversations_pkey PRIMARY KEY (tenant_id, conversation_id)
);

create table deliveries (
  tenant_id text collate "C" not null,
  delivery_id text collate "C" not null default (gen_random_uuid())::text,
  alert_id text collate "C",
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
  event_id text collate "C",
  conversation_id text collate "C",
  conversation_offset integer,
  constraint deliveries_pkey PRIMARY KEY (tenant_id, delivery_id),
  constraint deliveries_tenant_id_alert_id_channel_target_id_key UNIQUE (tenant_id, alert_id, channel, target_id),
  constraint deliveries_tenant_id_alert_id_fkey FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts(tenant_id, alert_id) ON DELETE CASCADE,
  constraint deliveries_tenant_id_conversation_id_fkey FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations(tenant_id, conversation_id) ON DELETE CASCADE
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

create table follow_log (
  id bigint not null,
  tenant_id text collate "C" not null,
  at timestamp(3) with time zone not null,
  subject_id text collate "C" not null,
  roles text[] collate "C" not null,
  action text collate "C" not null,
  vehicle_id text collate "C",
  trip_id text collate "C",
  student_id text collate "C",
  via text collate "C" not null,
  constraint follow_log_pkey PRIMARY KEY (id)
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

create table guardian_notices (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  student_id text collate "C" not null,
  guardian_id text collate "C" not null,
  kind text collate "C" not null,
  decided_at timestamp(3) with time zone not null,
  sent boolean not null,
  reason text not null,
  evidence jsonb not null default '{}'::jsonb,
  message jsonb,
  taken_at timestamp(3) with time zone,
  constraint guardian_notices_pkey PRIMARY KEY (tenant_id, trip_id, student_id, guardian_id, kind)
);

create table hazard_votes (
  tenant_id text collate "C" not null,
  hazard_id text collate "C" not null,
  subject text collate "C" not null,
  says text collate "C" not null,
  at timestamp(3) with time zone not null,
  constraint hazard_votes_pkey PRIMARY KEY (tenant_id, hazard_id, subject)
);

create table hazards (
  tenant_id text collate "C" not null,
  hazard_id text collate "C" not null,
  type text collate "C" not null,
  latitude double precision not null,
  longitude double precision not null,
  note text,
  region text collate "C" not null,
  confirmations integer not null,
  dismissals integer not null,
  weight double precision not null,
  reported_at timestamp(3) with time zone not null,
  confirmed_at timestamp(3) with time zone not null,
  weighed_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint hazards_pkey PRIMARY KEY (tenant_id, hazard_id)
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

create table log_epochs (
  family text collate "C" not null,
  epoch text collate "C" not null,
  constraint log_epochs_pkey PRIMARY KEY (family)
);

create table messages (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  log_offset integer not null,
  company_id text collate "C" not null,
  message_id text collate "C" not null,
  client_id text collate "C" not null,
  sender_id text collate "C" not null,
  sender_name text,
  sender_kind text collate "C" not null,
  body text not null,
  attachments jsonb not null default '[]'::jsonb,
  reply_to integer,
  reactions jsonb not null default '[]'::jsonb,
  sent_at timestamp(3) with time zone not null,
  edited_at timestamp(3) with time zone,
  deleted_at timestamp(3) with time zone,
  constraint messages_pkey PRIMARY KEY (tenant_id, conversation_id, log_offset) INCLUDE (sender_id, deleted_at)
);

create table observations (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  "time" timestamp(3) with time zone not null,
  received_at timestamp(3) with time zone not null default now(),
  latitude double precision not null,
  longitude double precision not null,
  accuracy double precision,
  speed double precision,
  heading double precision,
  roughness double precision,
  segment_id text collate "C",
  along_m double precision,
  constraint observations_pkey PRIMARY KEY (tenant_id, device_id, "time")
);

create table order_events (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  revision integer not null,
  change text collate "C" not null,
  actor text collate "C" not null,
  at timestamp(3) with time zone not null,
  detail jsonb not null default '{}'::jsonb,
  data jsonb,
  constraint order_events_pkey PRIMARY KEY (tenant_id, order_id, revision)
);

create table order_offers (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  driver_id text collate "C" not null,
  state text collate "C" not null default 'open'::text,
  round integer not null,
  distance_m double precision,
  pickup_s double precision,
  offered_at timestamp(3) with time zone not null,
  until_at timestamp(3) with time zone not null,
  constraint order_offers_pkey PRIMARY KEY (tenant_id, order_id, driver_id)
);

create table orders (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  status text collate "C" not null default 'NEW'::text,
  driver_id text collate "C",
  vehicle_id text collate "C",
  rider_id text collate "C",
  pickup jsonb not null,
  dropoff jsonb,
  note text,
  passengers integer not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone,
  accepted_at timestamp(3) with time zone,
  arrived_at timestamp(3) with time zone,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  cancelled_by text collate "C",
  reason text,
  round integer not null default 0,
  revision integer not null default 1,
  key_subject text collate "C",
  key text collate "C",
  key_digest text collate "C",
  constraint orders_pkey PRIMARY KEY (tenant_id, order_id)
);

create table outbox (
  id bigint not null,
  tenant_id text collate "C" not null,
  family text collate "C" not null,
  topic_id text collate "C" not null,
  event text collate "C" not null,
  data jsonb,
  log_offset integer,
  taken_until timestamp(3) with time zone not null default (now() + '00:00:05'::interval),
  conversation_id text collate "C",
  conversation_offset integer,
  constraint outbox_pkey PRIMARY KEY (id)
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

create table road_networks (
  tenant_id text collate "C" not null,
  version integer not null,
  segments integer not null,
  imported_at timestamp(3) with time zone not null default now(),
  constraint road_networks_pkey PRIMARY KEY (tenant_id)
);

create table road_segments (
  tenant_id text collate "C" not null,
  segment_id text collate "C" not null,
  kind text collate "C" not null default 'segment'::text,
  name text,
  road_class text,
  one_way boolean not null default false,
  length_m double precision not null,
  line jsonb not null,
  bounds box not null,
  region text collate "C" not null,
  roughness double precision,
  low double precision,
  high double precision,
  quality text collate "C",
  confidence double precision,
  observations integer,
  devices integer,
  trend double precision,
  observed_at timestamp(3) with time zone,
  estimated_at timestamp(3) with time zone,
  constraint road_segments_pkey PRIMARY KEY (tenant_id, segment_id)
);

create table road_stale (
  tenant_id text collate "C" not null,
  segment_id text collate "C" not null,
  due_at timestamp with time zone not null default now(),
  changes integer not null default 1,
  lease integer not null default 0,
  constraint road_stale_pkey PRIMARY KEY (tenant_id, segment_id)
);

create table road_traces (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  from_time timestamp(3) with time zone,
  to_time timestamp(3) with time zone,
  taken_from timestamp(3) with time zone,
  taken_to timestamp(3) with time zone,
  due_at timestamp with time zone not null,
  lease integer not null default 0,
  constraint road_traces_pkey PRIMARY KEY (tenant_id, device_id)
);

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum text not null,
  min_server integer not null,
  applied_at timestamp(3) with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (number)
);

create table school_calendars (
  tenant_id text collate "C" not null,
  calendar_id text collate "C" not null,
  name text,
  weekdays smallint[] not null,
  starts_on date not null,
  ends_on date not null,
  added date[] not null default '{}'::date[],
  removed date[] not null default '{}'::date[],
  search text not null,
  updated_at timestamp(3) with time zone not null default now(),
  constraint school_calendars_pkey PRIMARY KEY (tenant_id, calendar_id)
);

create table school_routes (
  tenant_id text collate "C" not null,
  route_id text collate "C" not null,
  name text not null,
  direction text collate "C" not null,
  color text,
  line jsonb,
  stops jsonb not null,
  search text not null,
  attributes jsonb not null default '{}'::jsonb,
  updated_at timestamp(3) with time zone not null default now(),
  constraint school_routes_pkey PRIMARY KEY (tenant_id, route_id)
);

create table school_schedules (
  tenant_id text collate "C" not null,
  schedule_id text collate "C" not null,
  route_id text collate "C" not null,
  calendar_id text collate "C" not null,
  name text,
  times jsonb not null,
  vehicle_id text collate "C",
  driver_id text collate "C",
  search text not null,
  updated_at timestamp(3) with time zone not null default now(),
  constraint school_schedules_pkey PRIMARY KEY (tenant_id, schedule_id)
);

create table school_stops (
  tenant_id text collate "C" not null,
  stop_id text collate "C" not null,
  name text not null,
  latitude double precision not null,
  longitude double precision not null,
  radius_m double precision not null default 50,
  search text not null,
  updated_at timestamp(3) with time zone not null default now(),
  constraint school_stops_pkey PRIMARY KEY (tenant_id, stop_id)
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
  order_id text collate "C",
  trip_id text collate "C",
  constraint share_links_pkey PRIMARY KEY (tenant_id, share_id)
);

create table student_guardians (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  guardian_id text collate "C" not null,
  relation text,
  approach_s integer,
  approach_m integer,
  updated_at timestamp(3) with time zone not null default now(),
  constraint student_guardians_pkey PRIMARY KEY (tenant_id, student_id, guardian_id)
);

create table student_rides (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  schedule_id text collate "C" not null,
  board_sequence integer not null,
  alight_sequence integer not null,
  weekdays smallint[],
  updated_at timestamp(3) with time zone not null default now(),
  constraint student_rides_pkey PRIMARY KEY (tenant_id, student_id, schedule_id)
);

create table students (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  name text not null,
  grade text,
  card_ids text[] collate "C" not null default '{}'::text[],
  note text,
  search text not null,
  updated_at timestamp(3) with time zone not null default now(),
  constraint students_pkey PRIMARY KEY (tenant_id, student_id)
);

create table taxi_drivers (
  tenant_id text collate "C" not null,
  driver_id text collate "C" not null,
  state text collate "C" not null,
  vehicle_id text collate "C",
  since timestamp(3) with time zone not null,
  idle_since timestamp(3) with time zone not null,
  order_id text collate "C",
  constraint taxi_drivers_pkey PRIMARY KEY (tenant_id, driver_id)
);

create table taxi_settings (
  tenant_id text collate "C" not null,
  settings jsonb not null,
  updated_at timestamp(3) with time zone not null default now(),
  constraint taxi_settings_pkey PRIMARY KEY (tenant_id)
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

create table trip_predictions (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  made_at timestamp(3) with time zone not null,
  sequences integer[] not null,
  predicted timestamp(3) with time zone[] not null,
  p10 timestamp(3) with time zone[] not null,
  p50 timestamp(3) with time zone[] not null,
  p90 timestamp(3) with time zone[] not null,
  state jsonb not null,
  constraint trip_predictions_pkey PRIMARY KEY (tenant_id, trip_id, made_at)
);

create table trip_vehicles (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  from_at timestamp(3) with time zone not null,
  until_at timestamp(3) with time zone not null,
  constraint trip_vehicles_pkey PRIMARY KEY (tenant_id, trip_id, vehicle_id, from_at)
);

create table trip_visits (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  stop_sequence integer not null,
  stop_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  scheduled_arrival timestamp(3) with time zone,
  approached_at timestamp(3) with time zone,
  approach_due timestamp(3) with time zone,
  arrived_at timestamp(3) with time zone,
  departed_at timestamp(3) with time zone,
  distance_m double precision,
  inferred boolean not null default false,
  skipped boolean not null default false,
  late boolean not null default false,
  evidence jsonb not null default '{}'::jsonb,
  updated_at timestamp(3) with time zone not null default now(),
  told text[] collate "C" not null default '{}'::text[],
  constraint trip_visits_pkey PRIMARY KEY (tenant_id, trip_id, stop_sequence)
);

create table trips (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  schedule_id text collate "C",
  route_id text collate "C" not null,
  service_date date not null,
  status text collate "C" not null default 'SCHEDULED'::text,
  vehicle_id text collate "C",
  driver_id text collate "C",
  scheduled_start timestamp(3) with time zone not null,
  scheduled_end timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  started_by text collate "C",
  ended_at timestamp(3) with time zone,
  ended_by text collate "C",
  reason text,
  plan jsonb not null,
  revision bigint not null default 0,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint trips_pkey PRIMARY KEY (tenant_id, trip_id)
);

create table users (
  tenant_id text collate "C" not null,
  user_id text collate "C" not null,
  name text,
  email text,
  roles text[] not null default '{}'::text[],
  attributes jsonb not null default '{}'::jsonb,
  created_at timestamp(3) with time zone not null default now(),
  updated_at timestamp(3) with time zone not null default now(),
  constraint users_pkey PRIMARY KEY (tenant_id, user_id)
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

CREATE INDEX boardings_received ON boardings USING btree (received_at);

CREATE INDEX boardings_student ON boardings USING btree (tenant_id, student_id, at);

CREATE INDEX boardings_trip ON boardings USING btree (tenant_id, trip_id, at);

CREATE INDEX conversation_events_person ON conversation_events USING btree (tenant_id, participant_id, conversation_id) WHERE (participant_id IS NOT NULL);

CREATE INDEX conversation_participants_person ON conversation_participants USING btree (tenant_id, participant_id, conversation_id);

CREATE INDEX conversations_about ON conversations USING btree (tenant_id, about_type, about_id) WHERE (about_type IS NOT NULL);

CREATE INDEX conversations_assigned ON conversations USING btree (tenant_id, assigned_to, updated_at, conversation_id) WHERE (assigned_to IS NOT NULL);

CREATE INDEX conversations_closed ON conversations USING btree (tenant_id, company_id, last_message_at) WHERE (state = 'closed'::text);

CREATE INDEX conversations_company ON conversations USING btree (tenant_id, company_id, updated_at, conversation_id);

CREATE INDEX conversations_created_by ON conversations USING btree (tenant_id, created_by);

CREATE INDEX conversations_updated ON conversations USING btree (tenant_id, updated_at, conversation_id);

CREATE INDEX conversations_waiting ON conversations USING btree (tenant_id, state, updated_at, conversation_id) WHERE (state <> 'closed'::text);

CREATE INDEX deliveries_claimed ON deliveries USING btree (tenant_id, channel, target_id, claimed_until) WHERE ((state = 'pending'::text) AND (claimed_until IS NOT NULL));

CREATE INDEX deliveries_dead ON deliveries USING btree (tenant_id, substr(COALESCE(alert_id, event_id), 4), delivery_id) WHERE (state = 'dead'::text);

CREATE INDEX deliveries_due ON deliveries USING btree (next_at) WHERE (state = 'pending'::text);

CREATE INDEX deliveries_ended ON deliveries USING btree (ended_at) WHERE (state <> 'pending'::text);

CREATE INDEX deliveries_of_conversation ON deliveries USING btree (tenant_id, conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX deliveries_pending ON deliveries USING btree (tenant_id, channel, target_id, next_at) WHERE (state = 'pending'::text);

CREATE INDEX device_quarantine_by_age ON device_quarantine USING btree (received_at);

CREATE INDEX device_quarantine_by_number ON device_quarantine USING btree (tenant_id, number);

CREATE INDEX follow_log_at ON follow_log USING btree (at);

CREATE INDEX follow_log_tenant ON follow_log USING btree (tenant_id, at);

CREATE INDEX geofences_by_revision ON geofences USING btree (tenant_id, revision);

CREATE UNIQUE INDEX geofences_in_force ON geofences USING btree (tenant_id, fence_id) WHERE (ended_at IS NULL);

CREATE INDEX guardian_notices_decided ON guardian_notices USING btree (decided_at);

CREATE INDEX guardian_notices_guardian ON guardian_notices USING btree (tenant_id, guardian_id, decided_at);

CREATE INDEX guardian_notices_unsettled ON guardian_notices USING btree (taken_at) WHERE (message IS NOT NULL);

CREATE INDEX hazards_expiry ON hazards USING btree (expires_at);

CREATE INDEX hazards_region ON hazards USING btree (tenant_id, region, expires_at);

CREATE INDEX history_work_by_age ON history_work USING btree (work, since, tenant_id, vehicle_id, hour);

CREATE INDEX location_hourly_complete ON location_hourly USING btree (hour) WHERE (kept_times IS NULL);

CREATE INDEX messages_reactions ON messages USING gin (reactions jsonb_path_ops) WHERE (reactions <> '[]'::jsonb);

CREATE UNIQUE INDEX messages_sender ON messages USING btree (tenant_id, sender_id, conversation_id, client_id);

CREATE INDEX messages_words ON messages USING gin (to_tsvector('simple'::regconfig, body)) WITH (fastupdate=off);

CREATE INDEX observations_received ON observations USING btree (received_at);

CREATE INDEX observations_segment ON observations USING btree (tenant_id, segment_id, "time") WHERE (segment_id IS NOT NULL);

CREATE INDEX order_offers_driver ON order_offers USING btree (tenant_id, driver_id, until_at);

CREATE UNIQUE INDEX orders_active ON orders USING btree (tenant_id, driver_id) WHERE (status = ANY (ARRAY['ACCEPTED'::text, 'ARRIVING'::text, 'IN_PROGRESS'::text]));

CREATE INDEX orders_created ON orders USING btree (tenant_id, created_at, order_id);

CREATE INDEX orders_driver ON orders USING btree (tenant_id, driver_id, created_at, order_id) WHERE (driver_id IS NOT NULL);

CREATE INDEX orders_due ON orders USING btree (due_at) WHERE (status = ANY (ARRAY['NEW'::text, 'OFFERED'::text]));

CREATE INDEX orders_ended ON orders USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX orders_expiry ON orders USING btree (expires_at) WHERE (status = ANY (ARRAY['NEW'::text, 'OFFERED'::text]));

CREATE UNIQUE INDEX orders_key ON orders USING btree (tenant_id, key_subject, key) WHERE (key IS NOT NULL);

CREATE INDEX orders_rider ON orders USING btree (tenant_id, rider_id, created_at, order_id) WHERE (rider_id IS NOT NULL);

CREATE INDEX push_subscriptions_by_browser ON push_subscriptions USING btree (subscription_id);

CREATE INDEX push_subscriptions_by_subject ON push_subscriptions USING btree (tenant_id, subject);

CREATE INDEX road_segments_bounds ON road_segments USING gist (bounds);

CREATE INDEX road_stale_due ON road_stale USING btree (due_at);

CREATE INDEX road_traces_due ON road_traces USING btree (due_at);

CREATE INDEX school_schedules_route ON school_schedules USING btree (tenant_id, route_id);

CREATE INDEX share_links_expiry ON share_links USING btree (tenant_id, expires_at);

CREATE UNIQUE INDEX share_links_id ON share_links USING btree (share_id);

CREATE UNIQUE INDEX share_links_secret ON share_links USING btree (secret_hash);

CREATE INDEX share_links_vehicle ON share_links USING btree (tenant_id, vehicle_id, expires_at);

CREATE INDEX share_links_waiting ON share_links USING btree (tenant_id, vehicle_id) WHERE ((ends_on IS NOT NULL) AND (ended_at IS NULL) AND (revoked_at IS NULL));

CREATE INDEX student_guardians_guardian ON student_guardians USING btree (tenant_id, guardian_id);

CREATE INDEX student_rides_schedule ON student_rides USING btree (tenant_id, schedule_id);

CREATE INDEX students_cards ON students USING gin (card_ids);

CREATE INDEX taxi_drivers_on_shift ON taxi_drivers USING btree (tenant_id) WHERE (state <> 'off'::text);

CREATE INDEX taxi_drivers_vehicle ON taxi_drivers USING btree (tenant_id, vehicle_id) WHERE (state <> 'off'::text);

CREATE INDEX trip_predictions_made ON trip_predictions USING btree (made_at);

CREATE INDEX trip_vehicles_vehicle ON trip_vehicles USING btree (tenant_id, vehicle_id, from_at);

CREATE INDEX trip_visits_arrived ON trip_visits USING btree (tenant_id, arrived_at);

CREATE INDEX trip_visits_due ON trip_visits USING btree (approach_due) WHERE (approach_due IS NOT NULL);

CREATE INDEX trip_visits_updated ON trip_visits USING btree (tenant_id, updated_at);

CREATE INDEX trips_day ON trips USING btree (tenant_id, service_date, scheduled_start);

CREATE INDEX trips_ended ON trips USING btree (scheduled_end);

CREATE INDEX trips_open ON trips USING btree (scheduled_end) WHERE (status = ANY (ARRAY['SCHEDULED'::text, 'IN_PROGRESS'::text]));

CREATE INDEX users_email ON users USING btree (tenant_id, lower(email)) WHERE (email IS NOT NULL);

CREATE INDEX vehicle_checkpoints_written ON vehicle_checkpoints USING btree (written_at);

CREATE INDEX vehicle_events_created ON vehicle_events USING btree (created_at);

CREATE INDEX vehicle_findings_judged ON vehicle_findings USING btree (tenant_id, vehicle_id, judged_at);

CREATE INDEX vehicle_findings_started ON vehicle_findings USING btree (tenant_id, vehicle_id, kind, starts_at);

CREATE INDEX vehicle_findings_written ON vehicle_findings USING btree (written_at);

CREATE INDEX vehicle_settled_heard ON vehicle_settled USING btree ("time") WHERE (NOT silent);
