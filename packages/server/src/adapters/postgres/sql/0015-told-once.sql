-- What is told once, whoever ends over telling it.
--
-- A notice whose server ends while it sends it is taken up by another: what it says waits until it is settled.
alter table guardian_notices add column message jsonb, add column taken_at timestamptz(3);

create index guardian_notices_unsettled on guardian_notices (taken_at) where message is not null;

comment on column guardian_notices.message is 'What is to be shown, until it is known what came of sending it.';
comment on column guardian_notices.taken_at is 'When a server last began to send it.';

-- Which actions of a visit a vehicle's log was told: a log begins a new epoch when Redis restarts, and says no more by
-- itself what it was told before.
alter table trip_visits add column told text[] collate "C" not null default '{}';

comment on column trip_visits.told is '"ARRIVED bus-7": what was told, in the log of which vehicle.';

-- Old trips are looked for by upkeep.
create index trips_ended on trips (scheduled_end);
