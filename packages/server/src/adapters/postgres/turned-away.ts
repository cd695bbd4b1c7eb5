/** Classes of SQLSTATE of a server that is there and lets us not in: a wrong user or password, no such database. */
const TURNED_AWAY: ReadonlySet<string> = new Set(['28', '3D']);

/** Whether an error says that DATABASE_URL is wrong, so that waiting is of no use. */
export function isTurnedAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return TURNED_AWAY.has(code.slice(0, 2)) || isTurnedAway(error.cause);
}
