-- Taxi: orders of rides, what happened to them, who is offered what, and drivers at work.
--
-- A change of an order is one transaction: its row, its event, what is to be told of it, and the offers and shifts that
-- it touches. Whoever needs several locks takes those of orders first, then offers, then shifts.
create table orders (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  status text collate "C" not null default 'NEW',
  driver_id text collate "C",
  vehicle_id text collate "C",
  rider_id text collate "C",
  pickup jsonb not null,
  dropoff jsonb,
  note text,
  passengers integer not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  due_at timestamptz(3),
  accepted_at timestamptz(3),
  arrived_at timestamptz(3),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  cancelled_by text collate "C",
  reason text,
  round integer not null default 0,
  revision integer not null default 1,
  key_subject text collate "C",
  key text collate "C",
  key_digest text collate "C",
  primary key (tenant_id, order_id)
);

create unique index orders_active on orders (tenant_id, driver_id)
  where status in ('ACCEPTED', 'ARRIVING', 'IN_PROGRESS');
create unique index orders_key on orders (tenant_id, key_subject, key) where key is not null;
create index orders_created on orders (tenant_id, created_at, order_id);
create index orders_driver on orders (tenant_id, driver_id, created_at, order_id) where driver_id is not null;
create index orders_rider on orders (tenant_id, rider_id, created_at, order_id) where rider_id is not null;
create index orders_due on orders (due_at) where status in ('NEW', 'OFFERED');
create index orders_expiry on orders (expires_at) where status in ('NEW', 'OFFERED');
create index orders_ended on orders (ended_at) where ended_at is not null;

comment on table orders is 'Orders of rides. The index orders_active keeps it to one at a time a driver.';
comment on column orders.status is
  'NEW, OFFERED, ACCEPTED, ARRIVING, IN_PROGRESS, COMPLETED, CANCELLED or EXPIRED.';
comment on column orders.pickup is '{"latitude", "longitude", "name"}; dropoff likewise.';
comment on column orders.expires_at is 'Accepted by nobody until then, it is EXPIRED.';
comment on column orders.due_at is
  'While it is NEW or OFFERED: when somebody has to look who could be offered it; put off by whoever does.';
comment on column orders.cancelled_by is 'rider, driver, dispatcher or system.';
comment on column orders.round is 'Rounds of offers so far.';
comment on column orders.revision is 'Counts its changes, and is the number of the newest in order_events.';
comment on column orders.key_subject is
  'Who sent the idempotency key (orders.key); orders.key_digest is of what was asked with it. Null: none was sent.';

create table order_events (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  revision integer not null,
  change text collate "C" not null,
  actor text collate "C" not null,
  at timestamptz(3) not null,
  detail jsonb not null default '{}',
  data jsonb not null,
  primary key (tenant_id, order_id, revision)
);

comment on table order_events is 'Every change of an order, numbered from 1: its timeline, and the log order:{id}.';
comment on column order_events.change is
  'created, offered, accepted, assigned, released, arriving, started, completed, cancelled or expired.';
comment on column order_events.actor is 'rider:ID, driver:ID, dispatcher:ID or system.';
comment on column order_events.detail is
  'Of an offer {"round", "to", "radiusM", "drivers": [{"driverId", "distanceM", "pickupS"}]}; else what there is to say.';
comment on column order_events.data is 'The order after the change, as followers get it in order:update.';

create table order_offers (
  tenant_id text collate "C" not null,
  order_id text collate "C" not null,
  driver_id text collate "C" not null,
  state text collate "C" not null default 'open',
  round integer not null,
  distance_m double precision,
  pickup_s double precision,
  offered_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  primary key (tenant_id, order_id, driver_id)
);

-- Of all states: an index of the few that are open looks so small that plans read the whole of it for each order.
create index order_offers_driver on order_offers (tenant_id, driver_id, until_at);

comment on table order_offers is 'The newest offer of an order to each driver who had one to itself.';
comment on column order_offers.state is
  'open, declined, vanished (the driver is not connected any more), lapsed (its round is over) or closed (the order is not to be had).';
comment on column order_offers.distance_m is 'To the pick-up, metres; pickup_s: seconds. Null: not known.';
comment on column order_offers.until_at is 'End of its round: it is not open from then on, whatever its state says.';

create table taxi_drivers (
  tenant_id text collate "C" not null,
  driver_id text collate "C" not null,
  state text collate "C" not null,
  vehicle_id text collate "C",
  since timestamptz(3) not null,
  idle_since timestamptz(3) not null,
  order_id text collate "C",
  primary key (tenant_id, driver_id)
);

create index taxi_drivers_on_shift on taxi_drivers (tenant_id) where state <> 'off';
create index taxi_drivers_vehicle on taxi_drivers (tenant_id, vehicle_id) where state <> 'off';

comment on table taxi_drivers is 'Shifts of drivers, the newest of each.';
comment on column taxi_drivers.state is 'online, paused or off.';
comment on column taxi_drivers.since is 'When it came to this state.';
comment on column taxi_drivers.idle_since is 'When it last came online or ended a ride.';
comment on column taxi_drivers.order_id is
  'What it has of orders_active: here too, so that a shift and an acceptance wait for each other.';

create table taxi_settings (
  tenant_id text collate "C" not null primary key,
  settings jsonb not null,
  updated_at timestamptz(3) not null default now()
);

comment on table taxi_settings is 'How tenants dispatch, of those who have said so.';
comment on column taxi_settings.settings is 'As PUT /api/taxi/settings takes it.';

create table outbox (
  id bigint generated always as identity primary key,
  tenant_id text collate "C" not null,
  family text collate "C" not null,
  topic_id text collate "C" not null,
  event text collate "C" not null,
  data jsonb not null,
  log_offset integer,
  taken_until timestamptz(3) not null default now() + interval '5 seconds'
);

comment on table outbox is 'What transactions have decided to tell, until it is told.';
comment on column outbox.family is 'Of the topic; topic_id: which of them, empty where there is one.';
comment on column outbox.log_offset is 'In a log that the database numbers; null: whoever tells it numbers it.';
comment on column outbox.taken_until is 'Whoever wrote or took it tells it until then; afterwards anybody may take it.';

create table log_epochs (
  family text collate "C" not null primary key,
  epoch text collate "C" not null
);

comment on table log_epochs is
  'Of families of topics whose logs the database numbers: a name of the numbering, to be replaced where an older copy of the database takes its place.';

insert into log_epochs (family, epoch) values ('order', replace(gen_random_uuid()::text, '-', ''));
