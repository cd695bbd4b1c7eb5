-- People of an earlier system, taken over with what it knew of them. Who may do what is said by tokens, not here.
create table users (
  tenant_id text collate "C" not null,
  user_id text collate "C" not null,
  name text,
  email text,
  roles text[] not null default '{}',
  attributes jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, user_id)
);

create index users_email on users (tenant_id, lower(email)) where email is not null;

comment on table users is 'People as an earlier system described them; nothing here grants anything.';
comment on column users.user_id is 'The subject of the person''s token.';
comment on column users.roles is 'As the earlier system named them.';
comment on column users.attributes is 'What else it knew, without passwords, keys and the like.';
