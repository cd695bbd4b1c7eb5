-- Alerts: the rules that make them, those that were made, where they go and what came of it.
create table alert_rules (
  tenant_id text collate "C" not null,
  rule_id text collate "C" not null,
  name text not null,
  active boolean not null,
  conditions jsonb not null,
  quiet_hours jsonb,
  channels jsonb not null,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null default now(),
  primary key (tenant_id, rule_id)
);

comment on table alert_rules is 'What makes an alert, and where it goes.';
comment on column alert_rules.conditions is 'on: kinds of events; vehicles, groups, fences: lists of ids, null for all.';
comment on column alert_rules.quiet_hours is 'from, to: times of day in the time zone of the tenant; days: 1 Monday to 7.';
comment on column alert_rules.channels is 'webhooks: "all" or a list of ids; push: true or false.';

create table webhooks (
  tenant_id text collate "C" not null,
  webhook_id text collate "C" not null,
  url text not null,
  secret text not null,
  former_secret text,
  former_secret_until timestamptz(3),
  events jsonb,
  active boolean not null,
  created_at timestamptz(3) not null,
  primary key (tenant_id, webhook_id)
);

comment on table webhooks is 'Addresses that alerts are posted to, signed as Standard Webhooks says.';
comment on column webhooks.secret is 'whsec_ and the key as base64; whoever has it can sign in our name.';
comment on column webhooks.former_secret is 'Signs as well until former_secret_until, while receivers change over.';
comment on column webhooks.events is 'Kinds of alerts that it gets; null: all.';

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
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (tenant_id, subscription_id)
);

create index push_subscriptions_by_subject on push_subscriptions (tenant_id, subject);

comment on table push_subscriptions is 'Browsers and phones that get notifications (RFC 8030).';
comment on column push_subscriptions.subscription_id is 'From the address of the endpoint: one for each browser.';
comment on column push_subscriptions.vehicles is 'Those asked for; null: all that the subject may follow.';
comment on column push_subscriptions.entitled_to_all is 'The token let its subject follow the whole tenant.';
comment on column push_subscriptions.entitled_vehicles is 'Vehicles of the token; all others need a row in grants.';
comment on column push_subscriptions.expires_at is 'Rights of a token count until then; subscribing again renews them.';

create table alerts (
  tenant_id text collate "C" not null,
  alert_id text collate "C" not null,
  rule_id text collate "C" not null,
  event_key text collate "C" not null,
  kind text collate "C" not null,
  vehicle_id text collate "C" not null,
  at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  late boolean not null,
  suppressed text,
  summary text not null,
  explanation jsonb not null,
  primary key (tenant_id, alert_id),
  unique (tenant_id, rule_id, event_key)
);

create index alerts_by_vehicle on alerts (tenant_id, vehicle_id, alert_id);
create index alerts_by_age on alerts (created_at);

comment on table alerts is 'Alerts that were made, whether they were sent or not.';
comment on column alerts.alert_id is 'Begins with the time it was made, so that ids are in order.';
comment on column alerts.event_key is 'The same for the same event, so that a rule makes one alert of it.';
comment on column alerts.at is 'Device time: when it happened.';
comment on column alerts.late is 'It was found in fixes that arrived late.';
comment on column alerts.suppressed is 'quiet_hours: sent nowhere; late: no notification was sent; null: sent.';
comment on column alerts.explanation is 'The rule, the finding with its fixes and accuracies, the delays.';

create table deliveries (
  tenant_id text collate "C" not null,
  delivery_id text collate "C" not null default gen_random_uuid()::text,
  alert_id text collate "C" not null,
  channel text collate "C" not null,
  target_id text collate "C" not null,
  state text collate "C" not null default 'pending',
  attempts integer not null default 0,
  next_at timestamptz(3) not null default now(),
  claim text,
  claimed_until timestamptz(3),
  last_status integer,
  last_error text,
  created_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  primary key (tenant_id, delivery_id),
  unique (tenant_id, alert_id, channel, target_id),
  foreign key (tenant_id, alert_id) references alerts on delete cascade
);

create index deliveries_pending on deliveries (tenant_id, channel, target_id, next_at) where state = 'pending';
create index deliveries_due on deliveries (next_at) where state = 'pending';
create index deliveries_ended on deliveries (ended_at) where state <> 'pending';
create index deliveries_dead on deliveries (tenant_id, alert_id, delivery_id) where state = 'dead';
create index deliveries_claimed on deliveries (tenant_id, channel, target_id, claimed_until)
  where state = 'pending' and claimed_until is not null;

comment on table deliveries is 'What goes where, and what came of it.';
comment on column deliveries.channel is 'webhook or push; target_id is the id of the one or the other.';
comment on column deliveries.state is 'pending, delivered, or dead: given up until somebody replays it.';
comment on column deliveries.claim is 'Of the server that is delivering it, until claimed_until.';
