import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../fixtures/chromium.ts';
import { freshDatabase } from '../fixtures/database.ts';
import { startPostgres } from '../fixtures/postgres.ts';
import { startRedis } from '../fixtures/redis.ts';

const run = promisify(execFile);
const sql = async (url: string, text: string) => (await run('psql', [url, '-Atqc', text])).stdout.trim();

test('each call gives an empty database of its own', async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  await sql(one, 'create table only_here (id int)');
  expect(await sql(one, "select to_regclass('only_here')")).toBe('only_here');
  expect(await sql(two, "select to_regclass('only_here')")).toBe('');
});

test('a server of a test writes through', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  expect(await sql(postgres.url(), 'show fsync')).toBe('on');
});

test('Redis answers on a port of its own', async () => {
  const redis = await startRedis();
  expect((await run('redis-cli', ['-u', redis.url, 'ping'])).stdout.trim()).toBe('PONG');
  await redis.stop();
});

test('Chromium draws with WebGL 2, which the map needs', async () => {
  const browser = await launchChromium();
  const page = await browser.newPage();
  const hasWebGl = () => document.createElement('canvas').getContext('webgl2') !== null;
  expect(await page.evaluate(hasWebGl)).toBe(true);
  await browser.close();
});
