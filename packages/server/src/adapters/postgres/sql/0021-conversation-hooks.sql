-- What happens in conversations goes to webhooks too. A delivery of it holds no text: it says which event is to be
-- posted, as the conversation and its messages are at that moment, so that what is erased is posted no more.
alter table deliveries
  alter column alert_id drop not null,
  add column event_id text collate "C",
  add column conversation_id text collate "C",
  add column conversation_offset integer,
  add foreign key (tenant_id, conversation_id) references conversations on delete cascade;

-- Both ids are three letters and the time.
drop index deliveries_dead;
create index deliveries_dead on deliveries (tenant_id, substr(coalesce(alert_id, event_id), 4), delivery_id)
  where state = 'dead';
create index deliveries_of_conversation on deliveries (tenant_id, conversation_id) where conversation_id is not null;

comment on column deliveries.alert_id is 'The alert that is delivered. Null: an event of a conversation is.';
comment on column deliveries.event_id is 'Of the event, the same for every webhook: cv_, the time and a number.';
comment on column deliveries.conversation_offset is 'Which event of the conversation, in its log.';
comment on column webhooks.events is
  'Kinds of alerts that it gets, "alerts" for all; message.new and conversation.changed. Null: alerts of all kinds.';
