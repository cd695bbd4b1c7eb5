/**
 * SQL that deletes at most $2 rows of a table that are old, so that a backlog goes in pieces: all of it at once may take
 * longer than a statement may, and would then never go. Asks twice whether a row is old: one that was looked at may be
 * written again before it is deleted. A `returning` may follow.
 */
export function deletePiece(table: string, isOld: string, order = ''): string {
  return `delete from ${table} where ctid = any(array(
      select ctid from ${table} where ${isOld} ${order} limit $2)) and ${isOld}`;
}
