-- Roads: what phones observe, the pieces of road with what is known of them, and hazards.
--
-- Observations are stored first. Where they belong and what follows is made in the background from what is stored, by
-- any server, and can be made again.
create table observations (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  time timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  latitude double precision not null,
  longitude double precision not null,
  accuracy double precision,
  speed double precision,
  heading double precision,
  roughness double precision,
  segment_id text collate "C",
  along_m double precision,
  primary key (tenant_id, device_id, time)
);

create index observations_segment on observations (tenant_id, segment_id, time) where segment_id is not null;
create index observations_received on observations (received_at);

comment on table observations is 'How phones find roads to be. Kept for HISTORY_RETENTION_DAYS; what is known of roads stays.';
comment on column observations.device_id is
  'The subject; subject/device where it named one that is not its own by right; or the vehicle.';
comment on column observations.roughness is
  'Root mean square of the vertical acceleration about its mean, m/s². Null: only the place is known.';
comment on column observations.segment_id is
  'Where it belongs (road_segments): a piece of road, or cell~GEOHASH where none is near. Null: not yet matched.';
comment on column observations.along_m is 'Metres from the beginning of the piece.';

create table road_segments (
  tenant_id text collate "C" not null,
  segment_id text collate "C" not null,
  kind text collate "C" not null default 'segment',
  name text,
  road_class text,
  one_way boolean not null default false,
  length_m double precision not null,
  line jsonb not null,
  bounds box not null,
  region text collate "C" not null,
  roughness double precision,
  low double precision,
  high double precision,
  quality text collate "C",
  confidence double precision,
  observations integer,
  devices integer,
  trend double precision,
  observed_at timestamptz(3),
  estimated_at timestamptz(3),
  primary key (tenant_id, segment_id)
);

create index road_segments_bounds on road_segments using gist (bounds);

comment on table road_segments is
  'Pieces of road of at most 200 m, and grid cells where observations are and no road is, with what is known of them.';
comment on column road_segments.kind is 'segment or cell.';
comment on column road_segments.line is '[[latitude, longitude], …]; where it is one way, in the direction of travel.';
comment on column road_segments.bounds is 'Longitude and latitude of its corners.';
comment on column road_segments.region is '6-character geohash of its middle.';
comment on column road_segments.roughness is
  'Robust estimate in m/s², of which low and high are the 95 % confidence interval. Null: nothing is known.';
comment on column road_segments.quality is 'GOOD, FAIR, POOR or BAD.';
comment on column road_segments.trend is 'm/s² a day; positive: it gets worse.';
comment on column road_segments.confidence is 'As of observed_at, 0 to 1; it halves with every 30 days since.';
comment on column road_segments.observed_at is 'Newest observation.';

create table road_networks (
  tenant_id text collate "C" primary key,
  version integer not null,
  segments integer not null,
  imported_at timestamptz(3) not null default now()
);

comment on table road_networks is 'How often the pieces of road of a tenant were replaced; also the lock under which that is done.';

create table road_traces (
  tenant_id text collate "C" not null,
  device_id text collate "C" not null,
  from_time timestamptz(3),
  to_time timestamptz(3),
  taken_from timestamptz(3),
  taken_to timestamptz(3),
  due_at timestamptz not null,
  lease integer not null default 0,
  primary key (tenant_id, device_id)
) with (fillfactor = 70);

create index road_traces_due on road_traces (due_at);

comment on table road_traces is 'Devices with observations that are to be matched, until they are.';
comment on column road_traces.from_time is 'Oldest observation that came since it was taken (to_time: newest).';
comment on column road_traces.taken_from is 'What some server is matching, until due_at; taken_to likewise.';
comment on column road_traces.due_at is 'When somebody may take it; infinity: nothing is to be done.';
comment on column road_traces.lease is 'Counts takings: a server that was too slow changes nothing.';

create table road_stale (
  tenant_id text collate "C" not null,
  segment_id text collate "C" not null,
  due_at timestamptz not null default now(),
  changes integer not null default 1,
  lease integer not null default 0,
  primary key (tenant_id, segment_id)
) with (fillfactor = 70);

create index road_stale_due on road_stale (due_at);

comment on table road_stale is 'Pieces of road and cells whose estimate is to be made again.';
comment on column road_stale.changes is 'Counts what came: an estimate made before the last of it is not the last.';
comment on column road_stale.lease is 'Counts takings, as in road_traces.';

create table hazards (
  tenant_id text collate "C" not null,
  hazard_id text collate "C" not null,
  type text collate "C" not null,
  latitude double precision not null,
  longitude double precision not null,
  note text,
  region text collate "C" not null,
  confirmations integer not null,
  dismissals integer not null,
  weight double precision not null,
  reported_at timestamptz(3) not null,
  confirmed_at timestamptz(3) not null,
  weighed_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (tenant_id, hazard_id)
);

create index hazards_region on hazards (tenant_id, region, expires_at);
create index hazards_expiry on hazards (expires_at);

comment on table hazards is 'What people on the road warn each other of. Removed 30 days after its end.';
comment on column hazards.type is 'POTHOLE, CLOSURE, ACCIDENT, OBSTACLE, ICE or FLOOD.';
comment on column hazards.weight is 'How sure it was at weighed_at, 0 to 1; it halves with each half-life of its type.';
comment on column hazards.expires_at is 'When it is over unless somebody says otherwise.';

create table hazard_votes (
  tenant_id text collate "C" not null,
  hazard_id text collate "C" not null,
  subject text collate "C" not null,
  says text collate "C" not null,
  at timestamptz(3) not null,
  primary key (tenant_id, hazard_id, subject)
);

comment on table hazard_votes is 'The newest word of each subject on a hazard: there or gone.';
