import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freshDatabase } from '../fixtures/database.ts';

const run = promisify(execFile);
const sql = async (url: string, text: string) => (await run('psql', [url, '-Atqc', text])).stdout.trim();

test('each call gives an empty database of its own on a server that writes through', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  await sql(one, 'create table only_here (id int)');
  expect(await sql(one, "select to_regclass('only_here')")).toBe('only_here');
  expect(await sql(two, "select to_regclass('only_here')")).toBe('');
  expect(await sql(two, 'show fsync')).toBe('on');
});
