import type { TakenCount, TakenObservation } from '../../../ports/take-over.ts';
import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';

const WRITE = `with written as (
    insert into observations
      (tenant_id, device_id, time, latitude, longitude, accuracy, speed, heading, roughness)
    select $1, device_id, to_timestamp(time_ms / 1000.0), latitude, longitude, accuracy, speed, heading, roughness
    from jsonb_to_recordset($2::text::jsonb) as given (device_id text, time_ms float8, latitude float8,
      longitude float8, accuracy float8, speed float8, heading float8, roughness float8)
    on conflict (tenant_id, device_id, time) do nothing
    returning 1)
  select count(*)::float8 as created from written`;

// What this transaction has stored was received at its now(). Last of all, for servers that store observations of the
// same devices wait for these rows.
const TRACE = `insert into road_traces as t (tenant_id, device_id, from_time, to_time, due_at)
  select tenant_id, device_id, min(time), max(time), now() from observations
  where tenant_id = $1 and received_at = now()::timestamptz(3) group by tenant_id, device_id
  order by device_id
  on conflict (tenant_id, device_id) do update set
    from_time = least(t.from_time, excluded.from_time), to_time = greatest(t.to_time, excluded.to_time)`;

/** Observations that are there stay as they are. */
export async function takeObservations(
  queries: Queries,
  tenant: string,
  observations: readonly TakenObservation[],
): Promise<TakenCount> {
  const rows = JSON.stringify(observations.map(recordOf));
  const [row = {}] = await queries.query({ text: WRITE, patient: true }, [tenant, rows]);
  const created = readNumber(row, 'created');
  return { created, known: observations.length - created };
}

/** What the transaction stored is to be matched. */
export async function traceTaken(queries: Queries, tenant: string): Promise<void> {
  await queries.query({ text: TRACE, returns: 'nothing', patient: true }, [tenant]);
}

function recordOf(observation: TakenObservation): object {
  const { deviceId, time, latitude, longitude, accuracy, speed, heading, roughness } = observation;
  return { device_id: deviceId, time_ms: time, latitude, longitude, accuracy, speed, heading, roughness };
}
