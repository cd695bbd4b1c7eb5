import type { Statement } from '../database.ts';
import { deletePiece } from '../delete-piece.ts';
import { timeParameter } from '../fix-rows.ts';

/*
 * What a settlement writes: whole columns, so that many vehicles take one statement of each kind. Parameters that are
 * arrays lie side by side.
 */

export const PUT_SETTLED: Statement = {
  name: 'settling-put',
  returns: 'nothing',
  text: `update vehicle_settled s set time = n.time, silent = n.silent::boolean, fixes = n.fixes::integer,
    state = n.state::json
  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::float8[], $6::text[])
    as n (tenant, vehicle, time, silent, fixes, state)
  where s.tenant_id = n.tenant and s.vehicle_id = n.vehicle`,
};

export const DROP_CHECKPOINTS: Statement = {
  name: 'settling-drop-checkpoints',
  returns: 'nothing',
  text: `delete from vehicle_checkpoints c
  using unnest($1::text[], $2::text[], $3::timestamptz[]) as n (tenant, vehicle, time)
  where c.tenant_id = n.tenant and c.vehicle_id = n.vehicle and c.time > n.time`,
};

export const PUT_CHECKPOINTS: Statement = {
  name: 'settling-put-checkpoints',
  returns: 'nothing',
  text: `insert into vehicle_checkpoints (tenant_id, vehicle_id, time, fixes, state)
  select tenant, vehicle, time, fixes::integer, state::json
  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[], $5::text[])
    as n (tenant, vehicle, time, fixes, state)
  on conflict (tenant_id, vehicle_id, time) do update set fixes = excluded.fixes, state = excluded.state`,
};

export const PUT_FINDINGS: Statement = {
  name: 'settling-put-findings',
  returns: 'nothing',
  text: `insert into vehicle_findings (tenant_id, vehicle_id, kind, key, starts_at, ends_at, judged_at, data)
  select tenant, vehicle, kind, key, starts_at, ends_at, judged_at, data::jsonb
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::text[]) as n (tenant, vehicle, kind, key, starts_at, ends_at, judged_at, data)
  on conflict (tenant_id, vehicle_id, kind, key) do update set starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, judged_at = excluded.judged_at, data = excluded.data, written_at = now()`,
};

/** Thinning leaves these fixes; retention removes the rows with them. */
export const CITE: Statement = {
  name: 'settling-cite',
  returns: 'nothing',
  text: `insert into fix_citations (tenant_id, vehicle_id, time)
  select tenant, vehicle, time from unnest($1::text[], $2::text[], $3::timestamptz[]) as n (tenant, vehicle, time)
  order by tenant collate "C", vehicle collate "C", time
  on conflict do nothing`,
};

export const DROP_FINDINGS: Statement = {
  name: 'settling-drop-findings',
  returns: 'nothing',
  text: `delete from vehicle_findings f
  using unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (tenant, vehicle, kind, key)
  where f.tenant_id = n.tenant and f.vehicle_id = n.vehicle and f.kind = n.kind and f.key = n.key`,
};

/** Any number, the same for every server: whoever writes events shares it, and who reads waits until none does. */
const EVENTS_LOCK = 7_230_451_119;

/**
 * The highest id up to which nothing is still being written. The highest is seen before the lock is waited for, and
 * who gets the lock later takes higher ids.
 */
export const WRITTEN_TO: Statement = {
  name: 'events-written-to',
  text: `with alone as materialized (select pg_advisory_xact_lock(${EVENTS_LOCK}))
  select coalesce((select max(id) from vehicle_events), 0)::float8 as id from alone`,
};

/**
 * Ids are taken of rows that come out of the join with the lock and of the sort, so under it: all lower ones are
 * committed or gone once it was had alone.
 */
export const PUT_EVENTS: Statement = {
  name: 'settling-put-events',
  returns: 'nothing',
  text: `with shared as materialized (select pg_advisory_xact_lock_shared(${EVENTS_LOCK}))
  insert into vehicle_events (tenant_id, vehicle_id, kind, key, action, at, late, finding)
  select tenant, vehicle, kind, key, action, at, late::boolean, finding::jsonb
  from shared cross join
    unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[])
      with ordinality as n (tenant, vehicle, kind, key, action, at, late, finding, number)
  order by n.number`,
};

/*
 * What is old goes in pieces, the oldest first, which tell how large they were. $1: epoch ms, $2: rows of a piece.
 */

function deleteOldest(table: string, age: string, more = ''): string {
  return deletePiece(table, `${age} < ${timeParameter(1)} ${more}`, `order by ${age}`);
}

/** What is left of a vehicle can only be judged again from its oldest checkpoint on. */
export const PRUNE_CHECKPOINTS: Statement = {
  name: 'settling-prune-checkpoints',
  text: `with gone as (
    ${deleteOldest('vehicle_checkpoints', 'written_at')}
    returning tenant_id, vehicle_id),
  noted as (
    update vehicle_settled s set pruned = true
    from (select distinct tenant_id, vehicle_id from gone) g
    where s.tenant_id = g.tenant_id and s.vehicle_id = g.vehicle_id and not s.pruned)
  select count(*)::float8 as gone from gone`,
};

export const PRUNE_FINDINGS: Statement = {
  name: 'settling-prune-findings',
  text: `with gone as (
    ${deleteOldest('vehicle_findings', 'written_at', 'and ends_at is not null')}
    returning tenant_id, vehicle_id, kind, data),
  driven as (
    select tenant_id, vehicle_id, sum((quarter->>'metres')::float8) as metres
    from gone cross join lateral jsonb_array_elements(gone.data->'quarters') as q (quarter)
    where gone.kind = 'distance' and jsonb_typeof(quarter) = 'object'
    group by tenant_id, vehicle_id),
  added as (
    insert into vehicle_odometers (tenant_id, vehicle_id, metres)
    select tenant_id, vehicle_id, metres from driven
    on conflict (tenant_id, vehicle_id) do update set metres = vehicle_odometers.metres + excluded.metres)
  select count(*)::float8 as gone from gone`,
};

export const PRUNE_EVENTS: Statement = {
  name: 'settling-prune-events',
  text: `with gone as (
    ${deleteOldest('vehicle_events', 'created_at')}
    returning id)
  select count(*)::float8 as gone from gone`,
};
