import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';
import { deletePiece } from '../delete-piece.ts';
import { timeParameter } from '../fix-rows.ts';
import type { Outcome } from './step.ts';

/** Rows of a table that go when they are old. */
export interface Removal {
  readonly table: string;
  /** SQL of the column that tells their age, and what else they have to be, as `state = 'ended' and ended_at`. */
  readonly age: string;
  /** Epoch ms: rows of before go. */
  readonly before: number;
  /** At the most in one pass. */
  readonly rows: number;
  /** Rows of other tables, of the same tenant, that go with each. */
  readonly along?: { readonly id: string; readonly tables: readonly string[] };
}

/** Removes what is old of each table, as much as one pass may. */
export async function removeOld(queries: Queries, removals: readonly Removal[]): Promise<Outcome> {
  let done = 0;
  let more = false;
  for (const removal of removals) {
    const [row = {}] = await queries.query({ text: textOf(removal) }, [removal.before, removal.rows]);
    const gone = readNumber(row, 'gone');
    done += gone;
    more ||= gone === removal.rows;
  }
  return { done, more };
}

function textOf({ table, age, along }: Removal): string {
  const piece = deletePiece(table, `${age} < ${timeParameter(1)}`);
  if (along === undefined)
    return `with gone as (${piece} returning 1) select count(*)::float8 as gone from gone`;
  const others = along.tables.map(
    (other) => `gone_of_${other} as (delete from ${other} x using gone
      where x.tenant_id = gone.tenant_id and x.${along.id} = gone.${along.id})`,
  );
  return `with gone as (${piece} returning tenant_id, ${along.id}), ${others.join(', ')}
    select count(*)::float8 as gone from gone`;
}
