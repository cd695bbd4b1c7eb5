import type { TakenCount, TakenUser } from '../../../ports/take-over.ts';
import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';

const WRITE = `with written as (
    insert into users as u (tenant_id, user_id, name, email, roles, attributes, created_at)
    select $1, user_id, name, email, roles, attributes, coalesce(to_timestamp(created_ms / 1000.0), now())
    from jsonb_to_recordset($2::text::jsonb)
      as given (user_id text, name text, email text, roles text[], attributes jsonb, created_ms float8)
    on conflict (tenant_id, user_id) do update set name = excluded.name, email = excluded.email,
      roles = excluded.roles, attributes = excluded.attributes, updated_at = now()
    returning (xmax = 0) as is_new)
  select count(*) filter (where is_new)::float8 as created from written`;

/** Users who are there become what is given; of one who is given twice the last counts. */
export async function takeUsers(
  queries: Queries,
  tenant: string,
  users: readonly TakenUser[],
): Promise<TakenCount> {
  const byId = new Map(users.map((user) => [user.userId, recordOf(user)]));
  const [row = {}] = await queries.query({ text: WRITE, patient: true }, [
    tenant,
    JSON.stringify([...byId.values()]),
  ]);
  const created = readNumber(row, 'created');
  return { created, known: users.length - created };
}

function recordOf({ userId, name, email, roles, attributes, createdAt }: TakenUser): object {
  return { user_id: userId, name, email, roles, attributes, created_ms: createdAt };
}
