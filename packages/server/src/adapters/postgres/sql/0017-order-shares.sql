-- Share links of orders. Their vehicle is whichever drives the order at the time; vehicle_id is then empty.
alter table share_links add column order_id text collate "C";

comment on column share_links.order_id is
  'Of a link of an order, which ends with it and shows the vehicle that drives it. Null: a link of vehicle_id.';
