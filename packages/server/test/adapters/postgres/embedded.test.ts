import { fsyncSync } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { makeSeed } from '../../../src/adapters/postgres/embedded/make-seed.ts';
import {
  SYNCED_START_PARAMETERS,
  SyncedNodeFS,
} from '../../../src/adapters/postgres/embedded/synced-node-fs.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { recordingLog, temporaryFolder } from './stores.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
const databases: EmbeddedDatabase[] = [];

// Each test starts the embedded database, some of them several times.
vi.setConfig({ testTimeout: 120_000 });

beforeEach(async () => {
  place = await temporaryFolder();
});
afterEach(async () => {
  for (const database of databases.splice(0)) await database.close();
  await place.remove();
});

async function open(clock: Clock = systemClock) {
  const { log, lines } = recordingLog();
  const database = await EmbeddedDatabase.open({ dataDir: place.folder, log, clock });
  databases.push(database);
  return { database, lines };
}

it('rejects what was under way when its thread dies, reports it, and goes on with the data in a new one', async () => {
  let restart: () => void = () => undefined;
  const clock: Clock = {
    ...systemClock,
    after(_delayMs, run) {
      restart = run;
      return () => undefined;
    },
  };
  const { database, lines } = await open(clock);
  await database.exec('create table kept (id integer); insert into kept values (7)');
  const underWay = database.query({ text: 'select count(*) from generate_series(1, 100000000)' });
  const rejected = expect(underWay).rejects.toMatchObject({ code: 'unavailable' });
  await database.crash();
  await rejected;
  expect(database.state()).toBe('disconnected');
  await expect(database.query({ text: 'select 1' })).rejects.toMatchObject({ code: 'unavailable' });
  expect(lines).toEqual(['error The embedded database has ended unexpectedly; starting it again']);
  restart();
  await expect.poll(() => database.state(), { timeout: 20_000 }).toBe('connected');
  expect(await database.query({ text: 'select id from kept' })).toEqual([{ id: 7 }]);
});

it('makes the folder again when the first start was cut off', async () => {
  await mkdir(join(place.folder, 'pgdata'));
  await writeFile(join(place.folder, 'pgdata', 'PG_VERSION'), '18\n');
  await writeFile(join(place.folder, 'pgdata.unfinished'), '');
  const { database } = await open();
  expect(await database.query({ text: 'select 1 as one' })).toEqual([{ one: 1 }]);
  await expect(access(join(place.folder, 'pgdata.unfinished'))).rejects.toThrow();
});

it('refuses a folder that a living server uses', async () => {
  await open();
  await expect(open()).rejects.toThrow(`${place.folder} is in use by process ${process.pid}`);
});

it('says where a database that does not start is, and unlocks the folder', async () => {
  await mkdir(join(place.folder, 'pgdata'));
  await writeFile(join(place.folder, 'pgdata', 'PG_VERSION'), '9\n');
  await expect(open()).rejects.toThrow(`in ${join(place.folder, 'pgdata')} does not start`);
  await expect(access(join(place.folder, 'waycast.lock'))).rejects.toThrow();
});

it('H1 syncs every commit to the disk before it is acknowledged', async () => {
  let synced = 0;
  const files = new SyncedNodeFS(place.folder, (fileDescriptor) => {
    synced++;
    fsyncSync(fileDescriptor);
  });
  const seed = await readFile(await makeSeed());
  const options = { fs: files, startParams: [...SYNCED_START_PARAMETERS], loadDataDir: new Blob([seed]) };
  const database = await PGlite.create(options);
  await database.exec('create table entries (id integer)');
  for (let id = 1; id <= 5; id++) {
    const before = synced;
    await database.query('insert into entries values ($1)', [id]);
    expect(synced).toBeGreaterThan(before);
  }
  await database.close();
});

it('outlives its own statements that come in between those of a transaction that has failed', async () => {
  const { database, lines } = await open();
  const failing = database.transaction(async (queries) => {
    try {
      await queries.query({ text: 'select from nowhere' });
    } finally {
      // Half a second after it has started, the thread warms itself up.
      await sleep(1000);
    }
  });
  await expect(failing).rejects.toMatchObject({ sqlState: '42P01' });
  expect(await database.query({ text: 'select 1 as one' })).toEqual([{ one: 1 }]);
  expect(lines).toEqual([]);
});

it('rolls a transaction back as a whole, and lets nobody in between', async () => {
  const { database } = await open();
  await database.exec('create table entries (id integer primary key)');
  const insert = { text: 'insert into entries values ($1)' };
  const failing = database.transaction(async (queries) => {
    await queries.query(insert, [1]);
    await queries.query(insert, [1]);
  });
  const between = database.query({ text: 'select count(*)::float8 as count from entries' });
  await expect(failing).rejects.toMatchObject({ sqlState: '23505' });
  expect(await between).toEqual([{ count: 0 }]);
  await database.transaction((queries) => queries.query(insert, [2]));
  expect(await database.query({ text: 'select id from entries' })).toEqual([{ id: 2 }]);
});
