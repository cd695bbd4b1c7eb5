import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { dumpSchema } from '../../../src/adapters/postgres/dump-schema.ts';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { loadMigrations, parseMigration } from '../../../src/adapters/postgres/migrations.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { PostgresHistory } from '../../../src/adapters/postgres/postgres-history.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const SCHEMA = fileURLToPath(new URL('../../../src/adapters/postgres/sql/schema.sql', import.meta.url));
const LEVEL_1 = new URL('./fixtures/level-1.sql', import.meta.url);
const options = { log: quiet, clock: systemClock };

const drivers: { name: string; open: () => Promise<Database> }[] = [
  { name: 'embedded', open: () => EmbeddedDatabase.open({ dataDir: 'memory', ...options }) },
  { name: 'PostgreSQL', open: async () => new PgDatabase({ url: await freshDatabase(), ...options }) },
];

describe.each(drivers)('migrations: $name', ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(() => database.exec('drop schema public cascade; create schema public'));

  it('M1 make the committed schema from nothing, once', async () => {
    const known = await loadMigrations();
    const report = await migrate(database);
    expect(report.applied.map(({ number }) => number)).toEqual(known.map(({ number }) => number));
    expect(report.level).toBe(known.at(-1)?.number);
    expect(await migrate(database)).toEqual({ applied: [], level: report.level });
    await expect(await dumpSchema(database)).toMatchFileSnapshot(SCHEMA);
  });

  it('M2 take over the first schema with its data', async () => {
    await database.exec(await readFile(LEVEL_1, 'utf8'));
    const report = await migrate(database);
    expect(report.applied.map(({ number }) => number)).toEqual(
      (await loadMigrations()).slice(1).map((m) => m.number),
    );
    await expect(await dumpSchema(database)).toMatchFileSnapshot(SCHEMA);
    const time = Date.parse('2026-05-04T07:45:50.123Z');
    expect(await new PostgresHistory(database).last('default', 'bus-1')).toEqual({
      vehicleId: 'bus-1',
      latitude: 52.66,
      longitude: -8.63,
      time,
      receivedAt: time + 377,
      sentAt: time + 177,
      accuracy: 5,
      speed: 12.5,
      heading: 180,
      altitude: 20,
      attributes: { ignition: true },
    });
    const seen =
      'select tenant_id, vehicle_id, search from vehicles where first_seen_at is not null order by 1';
    expect(await database.query({ text: seen })).toEqual([
      { tenant_id: 'acme', vehicle_id: 'bus-1', search: 'bus-1' },
      { tenant_id: 'default', vehicle_id: 'bus-1', search: 'bus-1' },
    ]);
  });

  it('M3 run once when several servers start together', async () => {
    const reports = await Promise.all([migrate(database), migrate(database), migrate(database)]);
    const applied = reports.flatMap((report) => report.applied.map(({ number }) => number));
    expect(applied.sort((a, b) => a - b)).toEqual((await loadMigrations()).map(({ number }) => number));
  });

  it('M4 leave an old server at work beside the schema of a newer one', async () => {
    const known = await loadMigrations();
    const newer = parseMigration(
      '9000-newer.sql',
      'alter table location_events add column satellites integer;',
    );
    await migrate(database, [...known, newer]);
    expect(await migrate(database, known)).toEqual({ applied: [], level: 9000 });
    const history = new PostgresHistory(database);
    const fix = { vehicleId: 'bus-1', latitude: 1, longitude: 2, time: 5, receivedAt: 6, accuracy: null };
    await history.record([{ tenant: 'default', fix }]);
    expect(await history.last('default', 'bus-1')).toEqual(fix);
  });

  it('M5 turn away a server that is too old for the schema', async () => {
    const known = await loadMigrations();
    const breaking = parseMigration('9000-breaking.sql', '-- min-server: 8999\nselect 1;');
    const newServer = [...known, breaking];
    await migrate(database, newServer);
    await expect(migrate(database, known)).rejects.toThrow('needs a server of level 8999 or newer');
    expect((await migrate(database, newServer)).level).toBe(9000);
  });

  it('M6 refuse a step whose text was changed after it was applied', async () => {
    await migrate(database);
    const [first, ...rest] = await loadMigrations();
    const changed = [{ ...parseMigration('0001-location-events.sql', `${first?.sql}-- and more`) }, ...rest];
    await expect(migrate(database, changed)).rejects.toThrow('Migration 1 (location-events) was applied');
  });

  it('M7 leave nothing behind of a step that fails', async () => {
    const failing = parseMigration('0001-failing.sql', 'create table half (id integer);\nselect nonsense;');
    await expect(migrate(database, [failing])).rejects.toMatchObject({ sqlState: '42703' });
    await expect(database.query({ text: 'select * from half' })).rejects.toMatchObject({ sqlState: '42P01' });
    expect((await migrate(database)).level).toBe((await loadMigrations()).at(-1)?.number);
  });
});

describe('migration files', () => {
  it('M8 have a number each, which need not follow one another, and read the same with other line ends', async () => {
    const numbers = (await loadMigrations()).map(({ number }) => number);
    expect([...new Set(numbers)]).toEqual(numbers);
    const [unix, windows] = ['a;\nb;\n', 'a;\r\nb;\r\n'].map((text) => parseMigration('0001-x.sql', text));
    expect(windows).toEqual(unix);
    expect(() => parseMigration('1-x.sql', '')).toThrow('1-x.sql is not named NNNN-name.sql');
  });
});
