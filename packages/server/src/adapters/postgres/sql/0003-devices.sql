-- Phones and trackers that report in formats of their own, each with a key for one vehicle.
create table devices (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  name text,
  relay boolean not null default false,
  key_hash text collate "C" not null unique,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3),
  accepted bigint not null default 0,
  quarantined bigint not null default 0,
  primary key (tenant_id, device_id)
);

comment on table devices is 'Phones and trackers; each reports for one vehicle.';
comment on column devices.relay is 'Its key may bring what other devices of the tenant report.';
comment on column devices.key_hash is 'SHA-256 of its key, in hexadecimal; the key itself is not kept.';
comment on column devices.last_seen_at is 'Of its latest request, to about half a minute.';
comment on column devices.accepted is 'Positions taken since it was registered, repeats included.';
comment on column devices.quarantined is 'Messages put aside since it was registered.';

create table device_quarantine (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  number bigint generated always as identity,
  received_at timestamptz(3) not null,
  reason text not null,
  message text not null,
  primary key (tenant_id, device_id, number),
  foreign key (tenant_id, device_id) references devices on delete cascade
);

create index device_quarantine_by_number on device_quarantine (tenant_id, number);
create index device_quarantine_by_age on device_quarantine (received_at);

comment on table device_quarantine is 'Messages of devices that could not be used; the latest 1,000 of each, for 30 days.';
