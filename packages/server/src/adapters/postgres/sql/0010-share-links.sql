-- Links with which anyone can follow one vehicle for a while, without an account.
create table share_links (
  tenant_id text collate "C" not null,
  share_id text collate "C" not null,
  secret_hash text collate "C" not null,
  vehicle_id text collate "C" not null,
  label text,
  destination jsonb,
  show_trail_from timestamptz(3),
  expires_at timestamptz(3) not null,
  ends_on jsonb,
  created_by text collate "C" not null,
  created_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  ended_at timestamptz(3),
  last_used_at timestamptz(3),
  uses integer not null default 0,
  primary key (tenant_id, share_id)
);

create unique index share_links_secret on share_links (secret_hash);
create unique index share_links_id on share_links (share_id);
create index share_links_vehicle on share_links (tenant_id, vehicle_id, expires_at);
create index share_links_waiting on share_links (tenant_id, vehicle_id)
  where ends_on is not null and ended_at is null and revoked_at is null;
create index share_links_expiry on share_links (tenant_id, expires_at);

comment on table share_links is 'Links with which anyone can follow one vehicle until they end.';
comment on column share_links.share_id is 'Names the link; it is no secret and opens nothing.';
comment on column share_links.secret_hash is 'SHA-256 of the secret in hexadecimal; the secret is stored nowhere.';
comment on column share_links.destination is 'Where the vehicle is expected: {"latitude", "longitude", "name"}.';
comment on column share_links.show_trail_from is 'From when on viewers see the way it took; null: no trail.';
comment on column share_links.ends_on is
  'An event that ends the link before its time: {"event", "fenceId"}; null: none.';
comment on column share_links.created_by is 'Subject that made the link.';
comment on column share_links.ended_at is 'When the event of ends_on ended the link.';
comment on column share_links.last_used_at is 'To the minute.';
comment on column share_links.uses is 'Visits: uses after ten minutes without any.';
