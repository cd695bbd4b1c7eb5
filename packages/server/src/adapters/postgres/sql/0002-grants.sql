-- Who may follow a vehicle beyond what the token says: viewers get nothing but what is granted.
create table grants (
  tenant_id text collate "C" not null,
  subject text collate "C" not null,
  vehicle_id text collate "C" not null,
  expires_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (tenant_id, subject, vehicle_id)
);

comment on table grants is 'Lets a subject of the tenant follow a vehicle.';
comment on column grants.expires_at is 'Null: until revoked.';
