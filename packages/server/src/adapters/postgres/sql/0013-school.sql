-- School transport: what is planned, who rides, what runs, and what came of it.
--
-- The plan may change at any time. A trip carries a copy of what it was planned to be, so that fixes which come late
-- are judged by what counted then.
create table school_stops (
  tenant_id text collate "C" not null,
  stop_id text collate "C" not null,
  name text not null,
  latitude double precision not null,
  longitude double precision not null,
  radius_m double precision not null default 50,
  search text not null,
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, stop_id)
);

comment on table school_stops is 'Places where buses stop.';
comment on column school_stops.radius_m is 'A vehicle this near is at the stop.';
comment on column school_stops.search is 'What a search looks at: small letters without accents.';

create table school_routes (
  tenant_id text collate "C" not null,
  route_id text collate "C" not null,
  name text not null,
  direction text collate "C" not null,
  color text,
  line jsonb,
  stops jsonb not null,
  search text not null,
  attributes jsonb not null default '{}',
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, route_id)
);

comment on table school_routes is 'Ways that buses take, one direction each.';
comment on column school_routes.direction is 'to_school, from_school or other.';
comment on column school_routes.line is 'Positions [[longitude, latitude], …]; null: straight from stop to stop.';
comment on column school_routes.stops is
  '[{"stopId", "sequence", "alongM", "approachM", "approachS"}, …] in order; a stop may stand there twice.';

create table school_calendars (
  tenant_id text collate "C" not null,
  calendar_id text collate "C" not null,
  name text,
  weekdays smallint[] not null,
  starts_on date not null,
  ends_on date not null,
  added date[] not null default '{}',
  removed date[] not null default '{}',
  search text not null,
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, calendar_id)
);

comment on table school_calendars is 'Days of service, in the tenant''s time zone.';
comment on column school_calendars.weekdays is '1 Monday to 7 Sunday.';
comment on column school_calendars.added is 'Days of service besides; school_calendars.removed are none.';

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
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, schedule_id)
);

create index school_schedules_route on school_schedules (tenant_id, route_id);

comment on table school_schedules is 'Trips as they are planned for every day of a calendar.';
comment on column school_schedules.times is
  '[{"sequence", "arrivalS", "departureS"}, …]: seconds from noon minus 12 h of the day of service, beyond 86,400 too.';

create table students (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  name text not null,
  grade text,
  card_ids text[] collate "C" not null default '{}',
  note text,
  search text not null,
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, student_id)
);

create index students_cards on students using gin (card_ids);

comment on table students is 'Children who ride. Erasing one removes everything below that names it.';
comment on column students.card_ids is 'What a QR code or an NFC card says; each belongs to one student of the tenant.';

create table student_guardians (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  guardian_id text collate "C" not null,
  relation text,
  approach_s integer,
  approach_m integer,
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, student_id, guardian_id)
);

create index student_guardians_guardian on student_guardians (tenant_id, guardian_id);

comment on table student_guardians is 'Who may follow a child''s bus while it concerns them.';
comment on column student_guardians.guardian_id is 'The subject of the guardian''s token.';
comment on column student_guardians.approach_s is 'To be told when the bus is this many seconds away; null: not by time.';
comment on column student_guardians.approach_m is 'To be told when the bus is this many metres away; null: not by distance.';

create table student_rides (
  tenant_id text collate "C" not null,
  student_id text collate "C" not null,
  schedule_id text collate "C" not null,
  board_sequence integer not null,
  alight_sequence integer not null,
  weekdays smallint[],
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, student_id, schedule_id)
);

create index student_rides_schedule on student_rides (tenant_id, schedule_id);

comment on table student_rides is 'Which trips a student is expected on, from which stop to which.';
comment on column student_rides.weekdays is '1 Monday to 7 Sunday; null: every day of service.';

create table trips (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  schedule_id text collate "C",
  route_id text collate "C" not null,
  service_date date not null,
  status text collate "C" not null default 'SCHEDULED',
  vehicle_id text collate "C",
  driver_id text collate "C",
  scheduled_start timestamptz(3) not null,
  scheduled_end timestamptz(3) not null,
  started_at timestamptz(3),
  started_by text collate "C",
  ended_at timestamptz(3),
  ended_by text collate "C",
  reason text,
  plan jsonb not null,
  revision bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, trip_id)
);

create index trips_day on trips (tenant_id, service_date, scheduled_start);
create index trips_open on trips (scheduled_end) where status in ('SCHEDULED', 'IN_PROGRESS');

comment on table trips is 'Trips of school buses, one row a day of service.';
comment on column trips.status is 'SCHEDULED, IN_PROGRESS, COMPLETED or CANCELLED.';
comment on column trips.started_by is 'driver:ID, dispatcher:ID or automatic; ended_by likewise.';
comment on column trips.plan is
  '{"name", "direction", "line", "stops": [{"stopId", "name", "sequence", "latitude", "longitude", "radiusM", "alongM", "approachM", "approachS", "arrival", "departure"}]}: as it was planned; times are epoch ms.';
comment on column trips.revision is 'Counts its changes, so that an older state never replaces a newer one.';

create table trip_vehicles (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  from_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  primary key (tenant_id, trip_id, vehicle_id, from_at)
);

create index trip_vehicles_vehicle on trip_vehicles (tenant_id, vehicle_id, from_at);

comment on table trip_vehicles is 'Which vehicle runs a trip, by device time; a substitution begins another row.';

create table trip_visits (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  stop_sequence integer not null,
  stop_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  scheduled_arrival timestamptz(3),
  approached_at timestamptz(3),
  approach_due timestamptz(3),
  arrived_at timestamptz(3),
  departed_at timestamptz(3),
  distance_m double precision,
  inferred boolean not null default false,
  skipped boolean not null default false,
  late boolean not null default false,
  evidence jsonb not null default '{}',
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, trip_id, stop_sequence)
);

create index trip_visits_arrived on trip_visits (tenant_id, arrived_at);
create index trip_visits_updated on trip_visits (tenant_id, updated_at);
create index trip_visits_due on trip_visits (approach_due) where approach_due is not null;

comment on table trip_visits is 'Arrivals and departures of trips at stops, each at most once.';
comment on column trip_visits.approach_due is
  'That the vehicle approaches is decided and not told yet: told from then on by whoever comes; null: nothing to tell.';
comment on column trip_visits.inferred is 'No fix shows it: the way between two fixes does, or the trip''s end.';
comment on column trip_visits.late is 'Found out by a fix that came too late for anybody to be told in time.';
comment on column trip_visits.evidence is 'The fixes, accuracies, rule and delay behind it.';

create table trip_predictions (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  made_at timestamptz(3) not null,
  sequences integer[] not null,
  predicted timestamptz(3)[] not null,
  p10 timestamptz(3)[] not null,
  p50 timestamptz(3)[] not null,
  p90 timestamptz(3)[] not null,
  state jsonb not null,
  primary key (tenant_id, trip_id, made_at)
);

create index trip_predictions_made on trip_predictions (made_at);

comment on column trip_predictions.state is
  '{"delayS", "offRouteSince", "alerts", "location"}: where the trip stood when it was made.';
comment on table trip_predictions is 'Every prediction of arrivals that was made; its outcome is in trip_visits.';

create table boardings (
  tenant_id text collate "C" not null,
  boarding_id text collate "C" not null,
  trip_id text collate "C" not null,
  student_id text collate "C",
  card_id text collate "C",
  action text collate "C" not null,
  method text collate "C" not null,
  at timestamptz(3) not null,
  stop_sequence integer,
  expected boolean not null,
  flag text collate "C",
  recorded_by text collate "C" not null,
  received_at timestamptz(3) not null default now(),
  primary key (tenant_id, boarding_id)
);

create index boardings_trip on boardings (tenant_id, trip_id, at);
create index boardings_student on boardings (tenant_id, student_id, at);
create index boardings_received on boardings (received_at);

comment on table boardings is 'Children getting on and off, as they were tapped in; the id is the device''s, so that repeats are harmless.';
comment on column boardings.student_id is 'Null: the card is nobody''s; card_id says which.';
comment on column boardings.action is 'BOARDED or ALIGHTED.';
comment on column boardings.method is 'tap, qr or nfc.';
comment on column boardings.flag is 'unexpected, unknown_card, wrong_stop or repeated; null: as expected.';

create table guardian_notices (
  tenant_id text collate "C" not null,
  trip_id text collate "C" not null,
  student_id text collate "C" not null,
  guardian_id text collate "C" not null,
  kind text collate "C" not null,
  decided_at timestamptz(3) not null,
  sent boolean not null,
  reason text not null,
  evidence jsonb not null default '{}',
  primary key (tenant_id, trip_id, student_id, guardian_id, kind)
);

create index guardian_notices_guardian on guardian_notices (tenant_id, guardian_id, decided_at);
create index guardian_notices_decided on guardian_notices (decided_at);

comment on table guardian_notices is 'Why a guardian was, or was not, told; each kind once a trip and child.';
comment on column guardian_notices.kind is 'approaching, boarded, alighted, missing or left_on_bus.';

create table follow_log (
  id bigint generated always as identity primary key,
  tenant_id text collate "C" not null,
  at timestamptz(3) not null,
  subject_id text collate "C" not null,
  roles text[] collate "C" not null,
  action text collate "C" not null,
  vehicle_id text collate "C",
  trip_id text collate "C",
  student_id text collate "C",
  via text collate "C" not null
);

create index follow_log_tenant on follow_log (tenant_id, at);
create index follow_log_at on follow_log (at);

comment on table follow_log is 'Who followed which vehicle or trip, or read a child''s data, and by what right.';
comment on column follow_log.via is 'role, claim, grant, guardian or share.';
