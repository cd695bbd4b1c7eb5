import type { PGlite } from '@electric-sql/pglite';

/** Commands that open the database only to look or to migrate have gone by then. */
const DELAY_MS = 500;

/** Some 50 ms of expressions: twice what it takes for the engine to notice that they are worth compiling. */
const EXPRESSIONS = 'select count(*) from generate_series(1, 20000) n where n * 3 % 7 < 5 and n + 1 > 0';

/**
 * Has the engine compile PostgreSQL's expression interpreter now. It is one function of 100 kB whose compilation takes
 * 600 MB for a second, once, in the background: better at the start, with the server's memory still small, than under
 * the first full load. Returns the call that cancels it.
 */
export function warmUpSoon(database: PGlite, onError: (error: unknown) => void): () => void {
  const timer = setTimeout(() => void database.exec(EXPRESSIONS).catch(onError), DELAY_MS);
  timer.unref();
  return () => clearTimeout(timer);
}
