import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { dumpSchema } from '../../../src/adapters/postgres/dump-schema.ts';
import { locked, migrate } from '../../../src/adapters/postgres/migrate.ts';
import { openParts, type PartsSettings } from '../../../src/adapters/postgres/parts/open-parts.ts';
import { DAY_MS } from '../../../src/adapters/postgres/parts/part-width.ts';
import { PostgresHistory } from '../../../src/adapters/postgres/postgres-history.ts';
import { all, fixAt, newTenant, of } from '../../../src/conformance/history-samples.ts';
import { HOUR_MS } from '../../../src/conformance/hourly-oracle.ts';
import { bucketsOf, NOW } from '../../../src/conformance/keeping-subject.ts';
import { keepingSubject } from './keeping-subject.ts';
import { plain, timescale } from './levels.ts';
import { openTimescale, openWithoutExtension } from './timescale-database.ts';

vi.setConfig({ testTimeout: 120_000 });

const SCHEMA = new URL('../../../src/adapters/postgres/sql/schema.sql', import.meta.url);

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

async function migrated(open: () => Promise<Database>): Promise<Database> {
  const database = await open();
  opened.push(database);
  await migrate(database);
  return database;
}

function arrange(database: Database, settings: Partial<PartsSettings> = {}) {
  return locked(database, (queries) =>
    openParts(queries, { retentionDays: 30, now: () => NOW, ...settings }),
  );
}

const countOf = async (database: Database, text: string) =>
  Number((await database.query({ text: `select count(*)::float8 as count from ${text}` }))[0]?.['count']);

/** Old, of today, of tomorrow, and of a year that no clock should say. */
const TIMES = [
  Date.UTC(1999, 0, 1),
  NOW - 40 * DAY_MS,
  NOW - 3 * DAY_MS,
  NOW,
  NOW + DAY_MS,
  Date.UTC(2150, 0, 1),
];
const FIXES = TIMES.map((time) => fixAt(time, { receivedAt: NOW }));

describe.each(plain)('native partitions: $name', ({ open }) => {
  it('are made of an empty table for as long back as fixes are kept, open at both ends', async () => {
    const database = await migrated(open);
    const { parts, stays } = await arrange(database);
    expect(parts.level).toBe('plain');
    expect(stays).toBeUndefined();
    const list = await parts.list(database);
    expect(list[0]).toMatchObject({ from: Number.NEGATIVE_INFINITY });
    expect(list.at(-1)).toMatchObject({ to: Number.POSITIVE_INFINITY });
    for (const [index, part] of list.slice(1).entries()) expect(part.from).toBe(list[index]?.to);
    expect(list[0]?.to).toBeLessThanOrEqual(NOW - 30 * DAY_MS);
    expect(list.at(-1)?.from).toBeGreaterThan(NOW + 3 * DAY_MS);
    expect([14, 15]).toContain(list.length);
    const tenant = newTenant();
    await new PostgresHistory(database).record(of(tenant, FIXES));
    expect(await all(new PostgresHistory(database), tenant)).toEqual(FIXES);
  });

  it('are made of a table with fixes in it, which stay, as do its comments and who may read it', async () => {
    const database = await migrated(open);
    const tenant = newTenant();
    await new PostgresHistory(database).record(of(tenant, FIXES));
    await database.exec(
      `create role reader_${tenant.slice(2, 10)}; grant select on location_events to reader_${tenant.slice(2, 10)}`,
    );
    const { parts } = await arrange(database);
    expect(await all(new PostgresHistory(database), tenant)).toEqual(FIXES);
    expect(await countOf(database, 'location_events_past')).toBe(5);
    expect(await dumpSchema(database)).toBe(await readFile(SCHEMA, 'utf8'));
    const [facts] = await database.query({
      text: `select obj_description('location_events'::regclass) as comment,
        has_table_privilege('reader_${tenant.slice(2, 10)}', 'location_events', 'select') as readable`,
    });
    expect(facts).toEqual({ comment: expect.stringContaining('WGS 84'), readable: true });
    await database.exec(
      `drop owned by reader_${tenant.slice(2, 10)}; drop role reader_${tenant.slice(2, 10)}`,
    );
    const before = await parts.list(database);
    const again = await arrange(database);
    expect(await again.parts.list(database)).toEqual(before);
  });

  it('grow with time and with another width, and take fixes from the open end', async () => {
    const database = await migrated(open);
    await arrange(database);
    const tenant = newTenant();
    await new PostgresHistory(database).record(of(tenant, [fixAt(NOW + 9 * DAY_MS)]));
    expect(await countOf(database, 'location_events_future')).toBe(1);
    const { parts } = await arrange(database, { now: () => NOW + 8 * DAY_MS, retentionDays: 5 });
    expect(await database.transaction((queries) => parts.prepare(queries))).toBeGreaterThan(0);
    expect(await database.transaction((queries) => parts.prepare(queries))).toBe(0);
    expect(await countOf(database, 'location_events_future')).toBe(0);
    expect(await all(new PostgresHistory(database), tenant)).toHaveLength(1);
    const list = await parts.list(database);
    for (const [index, part] of list.slice(1).entries()) expect(part.from).toBe(list[index]?.to);
    const [lastWhole, last] = list.slice(-2);
    expect((last?.from ?? 0) - (lastWhole?.from ?? 0)).toBe(DAY_MS);
  });
});

describe('TimescaleDB', () => {
  it.each(timescale)(
    'makes a hypertable of a table with fixes in it: $name',
    async ({ open, apacheOnly = false }) => {
      const database = await migrated(open);
      const tenant = newTenant();
      await new PostgresHistory(database).record(of(tenant, FIXES));
      const { parts } = await arrange(database, { apacheOnly });
      expect(parts.level).toBe(apacheOnly ? 'timescale-apache' : 'timescale');
      expect(await countOf(database, 'timescaledb_information.continuous_aggregates')).toBe(
        apacheOnly ? 0 : 1,
      );
      expect(await all(new PostgresHistory(database), tenant)).toEqual(FIXES);
      expect((await parts.list(database)).length).toBeGreaterThanOrEqual(FIXES.length - 1);
      expect(await dumpSchema(database)).toBe(await readFile(SCHEMA, 'utf8'));
      expect((await arrange(database, { apacheOnly })).parts.level).toBe(parts.level);
    },
  );

  it('that a database gets later takes over the partitions, and a large history when somebody asks for it', async () => {
    const database = await migrated(openWithoutExtension);
    expect((await arrange(database)).parts.level).toBe('plain');
    const tenant = newTenant();
    await new PostgresHistory(database).record(of(tenant, FIXES));
    await database.exec('create extension timescaledb');
    const first = await arrange(database, { maxMovedAtStart: 5 });
    expect(first.parts.level).toBe('plain');
    expect(first.stays).toContain('run `waycast migrate` at a quiet time');
    expect(await all(new PostgresHistory(database), tenant)).toEqual(FIXES);
    const second = await arrange(database, { maxMovedAtStart: 5, patient: true });
    expect(second).toMatchObject({ parts: { level: 'timescale' } });
    expect(second.stays).toBeUndefined();
    expect(await all(new PostgresHistory(database), tenant)).toEqual(FIXES);
    expect(await dumpSchema(database)).toBe(await readFile(SCHEMA, 'utf8'));
  });

  it('compresses what is older than a week, and still takes late fixes, once, and corrects their hour', async () => {
    const database = await openTimescale();
    opened.push(database);
    const subject = await keepingSubject(database);
    const tenant = newTenant();
    const old = Array.from({ length: 20 }, (_, index) =>
      fixAt(NOW - 20 * DAY_MS + index * 60_000, { receivedAt: NOW }),
    );
    await subject.history.record(of(tenant, [...old, fixAt(NOW, { receivedAt: NOW })]));
    await subject.keep(NOW);
    await runJob(database, 'policy_compression');
    const compressed = 'timescaledb_information.chunks where is_compressed';
    expect(await countOf(database, compressed)).toBe(1);
    const late = fixAt(NOW - 20 * DAY_MS + 30_000, { receivedAt: NOW });
    await subject.history.record(of(tenant, [late, ...old]));
    expect(await all(subject.history, tenant)).toHaveLength(22);
    await subject.keep(NOW);
    expect((await bucketsOf(subject, tenant))[0]).toMatchObject({ fixes: 21 });
    expect(await subject.history.last(tenant, 'bus-1')).toMatchObject({ time: NOW });
    await subject.keep(NOW + 31 * DAY_MS);
    expect(await all(subject.history, tenant)).toEqual([]);
    expect(await bucketsOf(subject, tenant)).toHaveLength(2);
  });

  it('refreshes its continuous aggregate by its own job, which says what location_hourly says', async () => {
    const database = await openTimescale();
    opened.push(database);
    const subject = await keepingSubject(database);
    const tenant = newTenant();
    const fixes = Array.from({ length: 300 }, (_, index) =>
      fixAt(NOW - 30 * HOUR_MS + index * 60_000, { speed: index % 9, receivedAt: NOW }),
    );
    await subject.history.record(of(tenant, fixes));
    await subject.keep(NOW);
    await runJob(database, 'policy_refresh_continuous_aggregate');
    await runJob(database, 'policy_retention');
    const differing = `location_hourly h full join location_hourly_counts c using (tenant_id, vehicle_id, hour)
      where h.fixes is distinct from c.fixes or h.max_speed is distinct from c.max_speed
        or abs(h.avg_speed - c.avg_speed) > 1e-9`;
    expect(await countOf(database, 'location_hourly_counts')).toBe(5);
    expect(await countOf(database, differing)).toBe(0);
  });
});

/** As a background worker would. */
async function runJob(database: Database, procedure: string): Promise<void> {
  const text = 'select job_id::float8 as id from timescaledb_information.jobs where proc_name = $1';
  const jobs = await database.query({ text }, [procedure]);
  expect(jobs).toHaveLength(1);
  for (const job of jobs) await database.exec(`call run_job(${Number(job['id'])})`);
}
