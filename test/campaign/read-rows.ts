import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresBinaries } from '../fixtures/postgres.ts';

const run = promisify(execFile);
const MAX_OUTPUT = 2 ** 28;

export type Rows = readonly Record<string, unknown>[];

/** What a query answers, each row as PostgreSQL writes it as JSON: times are ISO texts. */
export async function readRows(databaseUrl: string, query: string): Promise<Rows> {
  const text = `select coalesce(json_agg(x), '[]') from (${query}) x`;
  const psql = join(await postgresBinaries(), 'psql');
  const { stdout } = await run(psql, ['-At', '-c', text, databaseUrl], { maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout);
}
