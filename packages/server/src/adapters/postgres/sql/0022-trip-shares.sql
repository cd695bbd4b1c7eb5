-- Share links of trips. Their vehicle is whichever runs the trip at the time; vehicle_id is then empty.
alter table share_links add column trip_id text collate "C";

comment on column share_links.trip_id is
  'Of a link of a trip, which ends with it and shows the vehicle that runs it. Null: a link of vehicle_id or order_id.';
