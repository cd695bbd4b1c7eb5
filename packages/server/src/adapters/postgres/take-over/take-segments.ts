import type { TakenCount, TakenSegment } from '../../../ports/take-over.ts';
import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';
import { unsettleAll } from '../roads/postgres-observations.ts';
import { segmentJson } from '../roads/segment-rows.ts';
import { NEXT_VERSION, PUT } from '../roads/segment-statements.ts';

const ROWS = 2000;

const SAME = `select count(*)::float8 as same from jsonb_to_recordset($2::text::jsonb) as given ("segmentId" text,
    name text, "roadClass" text, "oneWay" boolean, line jsonb)
  join road_segments s on s.tenant_id = $1 and s.segment_id = given."segmentId" and s.line = given.line
    and s.name is not distinct from given.name and s.road_class is not distinct from given."roadClass"
    and s.one_way = given."oneWay"`;
// Pieces are told by what follows the line's id: way, way~1, way~2, …
const REMOVE_PIECES = `with given as (select jsonb_array_elements_text($2::text::jsonb) as id), gone as (
    delete from road_segments s where s.tenant_id = $1 and s.kind = 'segment'
      and split_part(s.segment_id, '~', 1) in (select split_part(id, '~', 1) from given)
      and s.segment_id not in (select id from given)
    returning 1)
  select count(*)::float8 as gone from gone`;
const COUNT = `select count(*)::float8 as segments from road_segments where tenant_id = $1 and kind = 'segment'`;

/** Pieces of the same lines give way to those that are given. `changed`: there is something to match again. */
export async function takeSegments(
  queries: Queries,
  tenant: string,
  taken: readonly TakenSegment[],
): Promise<TakenCount & { readonly changed: boolean }> {
  const byId = new Map(taken.map((segment) => [segment.segmentId, { tenant, ...segment }]));
  const ids = JSON.stringify([...byId.keys()]);
  let changed = (await count(queries, REMOVE_PIECES, tenant, ids, 'gone')) > 0;
  let known = taken.length - byId.size;
  const unique = [...byId.values()];
  for (let at = 0; at < unique.length; at += ROWS) {
    const rows = unique.slice(at, at + ROWS);
    const given = JSON.stringify(rows.map(segmentJson));
    if ((await count(queries, SAME, tenant, given, 'same')) === rows.length) {
      known += rows.length;
      continue;
    }
    changed = true;
    const [row = {}] = await queries.query(PUT, [tenant, given]);
    known += readNumber(row, 'known');
  }
  return { created: taken.length - known, known, changed };
}

/** There are other roads: everything observed is matched to them. */
export async function rematchAll(queries: Queries, tenant: string): Promise<void> {
  const [row = {}] = await queries.query({ text: COUNT }, [tenant]);
  await queries.query(NEXT_VERSION, [tenant, readNumber(row, 'segments')]);
  await unsettleAll(queries, tenant);
}

async function count(
  queries: Queries,
  text: string,
  tenant: string,
  json: string,
  column: string,
): Promise<number> {
  const [row = {}] = await queries.query({ text, patient: true }, [tenant, json]);
  return readNumber(row, column);
}
