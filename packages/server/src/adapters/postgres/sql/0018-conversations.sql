-- Conversations of a company's agents with its customers: who takes part, what was said, and what became of it.
--
-- Whoever changes a conversation locks its row first, which numbers its events. A message is its own first event; what
-- happens later refers to it and holds no text, so that what is deleted or erased is nowhere any more.
create table companies (
  tenant_id text collate "C" not null,
  company_id text collate "C" not null,
  name text not null,
  agents jsonb not null default '[]',
  allowed_origins jsonb not null default '[]',
  greeting text,
  retention_days integer,
  messages_per_minute integer not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, company_id)
);

comment on table companies is 'Companies whose agents answer, of those that somebody described.';
comment on column companies.agents is 'List of who serves it; empty: every agent of the tenant.';
comment on column companies.allowed_origins is 'List of origins of pages that may show its chat.';
comment on column companies.retention_days is
  'Closed conversations are deleted so long after their last message. Null: never.';
comment on column companies.messages_per_minute is 'Of one sender.';

create table conversations (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  company_id text collate "C" not null,
  state text collate "C" not null default 'open',
  title text,
  about_type text collate "C",
  about_id text collate "C",
  assigned_to text collate "C",
  created_by text collate "C" not null,
  revision integer not null default 0,
  last_offset integer not null default 0,
  last_message_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  closed_at timestamptz(3),
  primary key (tenant_id, conversation_id)
);

create index conversations_updated on conversations (tenant_id, updated_at, conversation_id);
create index conversations_company on conversations (tenant_id, company_id, updated_at, conversation_id);
-- Few of all that there ever were.
create index conversations_waiting on conversations (tenant_id, state, updated_at, conversation_id)
  where state <> 'closed';
create index conversations_assigned on conversations (tenant_id, assigned_to, updated_at, conversation_id)
  where assigned_to is not null;
create index conversations_about on conversations (tenant_id, about_type, about_id) where about_type is not null;
create index conversations_created_by on conversations (tenant_id, created_by);
create index conversations_closed on conversations (tenant_id, company_id, last_message_at) where state = 'closed';

comment on table conversations is 'Conversations, as they are now.';
comment on column conversations.state is 'open, pending or closed.';
comment on column conversations.about_type is 'order, trip, vehicle or other; about_id: which of them.';
comment on column conversations.assigned_to is 'The agent whose it is. Null: nobody''s.';
comment on column conversations.created_by is 'Who opened it; "erased" where that was erased.';
comment on column conversations.revision is 'Counts its events: the offset of the newest in its log.';
comment on column conversations.last_offset is 'Of its newest message; 0: there is none.';
comment on column conversations.last_message_at is 'Before its first message: when it was opened.';
comment on column conversations.updated_at is 'When it was last written to or changed; reading it does not count.';

create table conversation_participants (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  participant_id text collate "C" not null,
  kind text collate "C" not null,
  name text,
  takes_part boolean not null,
  read_up_to integer not null default 0,
  joined_at timestamptz(3) not null,
  primary key (tenant_id, conversation_id, participant_id)
);

create index conversation_participants_person on conversation_participants (tenant_id, participant_id, conversation_id);

comment on table conversation_participants is 'Who takes part in conversations, and how far who has read.';
comment on column conversation_participants.kind is 'customer, agent, member or system.';
comment on column conversation_participants.takes_part is 'False: it has read it, as an agent of the company.';
comment on column conversation_participants.read_up_to is 'Offset of the newest message that it has read; 0: none.';

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
  attachments jsonb not null default '[]',
  reply_to integer,
  reactions jsonb not null default '[]',
  sent_at timestamptz(3) not null,
  edited_at timestamptz(3),
  deleted_at timestamptz(3),
  primary key (tenant_id, conversation_id, log_offset) include (sender_id, deleted_at)
);

create unique index messages_sender on messages (tenant_id, sender_id, conversation_id, client_id);
-- Without a list of what is still to be indexed: whoever happens to work off a long one waits for it.
create index messages_words on messages using gin (to_tsvector('simple'::regconfig, body)) with (fastupdate = off);
create index messages_reactions on messages using gin (reactions jsonb_path_ops) where reactions <> '[]'::jsonb;

comment on table messages is 'Messages of conversations; each is also the event message:new of its conversation''s log.';
comment on column messages.log_offset is 'Its place in the log of the conversation.';
comment on column messages.client_id is
  'As its sender named it: the index messages_sender makes the same again the same message.';
comment on column messages.sender_id is '"erased": who it was has been erased.';
comment on column messages.sender_kind is 'customer, agent, member or system.';
comment on column messages.body is 'Empty once it is deleted.';
comment on column messages.attachments is '[{"url", "name", "mediaType", "sizeBytes"}]: files that lie elsewhere.';
comment on column messages.reply_to is 'log_offset of the message that it answers.';
comment on column messages.reactions is '[{"emoji", "by"}]';

create table conversation_events (
  tenant_id text collate "C" not null,
  conversation_id text collate "C" not null,
  log_offset integer not null,
  event text collate "C" not null,
  message_offset integer,
  participant_id text collate "C",
  read_up_to integer,
  at timestamptz(3) not null default now(),
  primary key (tenant_id, conversation_id, log_offset)
);

create index conversation_events_person on conversation_events (tenant_id, participant_id, conversation_id)
  where participant_id is not null;

comment on table conversation_events is
  'What became of conversations besides new messages: with messages it is the log conversation:{id}, without a gap.';
comment on column conversation_events.event is
  'conversation:update, message:changed (of message_offset) or message:read (up to read_up_to).';
comment on column conversation_events.participant_id is
  'Whose doing it was; "erased": who it was has been erased. Null: the server''s.';

-- What is told of a conversation is as its rows say when it is told.
alter table outbox add column conversation_id text collate "C", add column conversation_offset integer;

comment on column outbox.data is
  'What is told. Null: as the event conversation_offset of conversation_id says; without one, that the order topic_id has expired.';
comment on column outbox.conversation_id is
  'The conversation whose event conversation_offset is told, of whichever topic. Null: what is told is in data.';

insert into log_epochs (family, epoch) values ('conversation', replace(gen_random_uuid()::text, '-', ''));
