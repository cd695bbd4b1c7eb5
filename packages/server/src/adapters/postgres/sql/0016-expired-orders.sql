-- Orders that expire do so by thousands at one moment: what is told of it is written once, in their rows.
--
-- An order that has expired never changes again, so that its row is what its last event says.
alter table order_events alter column data drop not null;
alter table outbox alter column data drop not null;

comment on column order_events.data is
  'The order after the change, as followers get it in order:update. Null: it has expired, and is as its row says.';
comment on column outbox.data is 'What is told. Null: that the order topic_id has expired.';
comment on column order_offers.state is
  'open, declined, vanished (the driver is not connected any more), lapsed (its round is over) or closed (the order is not to be had; where it has expired until_at says so).';
