import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Form, NOON, observations, oid, segments, users, writeExport } from './exports.ts';

const folder = temporaryFolder();
let database: pg.Client;
let url: string;

beforeAll(async () => {
  url = await freshDatabase();
  database = new pg.Client({ connectionString: url });
  await database.connect();
});
beforeEach(() => void vi.stubEnv('DATABASE_URL', url));
afterAll(() => database.end());

const mongoexport = (...args: string[]) => runHere(['import', 'mongoexport', ...args]);

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await database.query(sql)).rows;
}

async function counts(tenant: string): Promise<unknown> {
  const of = (table: string) =>
    `(select count(*)::int from ${table} where tenant_id = '${tenant}') as ${table}`;
  const [row] = await rows(`select ${of('users')}, ${of('observations')}, ${of('road_segments')}`);
  return row;
}

function filesOf(form: Form, array: boolean): string[] {
  const name = (what: string) => `${what}-${form}.json`;
  return [
    '--users',
    writeExport(folder, name('users'), users(3, form), array),
    '--observations',
    writeExport(folder, name('observations'), observations(2500, form), array),
    '--segments',
    writeExport(folder, name('segments'), segments(form), array),
  ];
}

describe.each<[Form, boolean]>([
  ['relaxed', false],
  ['canonical', true],
])('%s Extended JSON, as an array: %s', (form, array) => {
  const tenant = `t-${form}`;
  let args: string[];
  beforeEach(() => {
    args = [...filesOf(form, array), '--tenant', tenant, '--speed-unit', 'kmh'];
  });

  test('is taken over whole, and again without doubling anything', async () => {
    const first = await mongoexport(...args);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('observations 2,500 of 2,500 can be imported');
    expect(first.stdout).toContain('users        3 new, 0 there already');
    // The first street is cut where the second meets it, the second into pieces of at most 200 m.
    expect(await counts(tenant)).toEqual({ users: 3, observations: 2500, road_segments: 5 });

    const again = await mongoexport(...args);
    expect(again.stdout).toContain('users        0 new, 3 there already');
    expect(again.stdout).toContain('observations 0 new, 2,500 there already');
    expect(again.stdout).toContain('segments     0 new, 5 there already');
    expect(await counts(tenant)).toEqual({ users: 3, observations: 2500, road_segments: 5 });
    expect(await rows(`select version from road_networks where tenant_id = '${tenant}'`)).toEqual([
      { version: 1 },
    ]);
  });

  test('keeps what a row says, in our units, and no secret', async () => {
    const [user] = await rows(`select * from users where tenant_id = '${tenant}' order by user_id limit 1`);
    expect(user).toMatchObject({
      user_id: oid(1).$oid,
      name: 'Rider 0',
      email: 'rider0@example.com',
      roles: ['user'],
      created_at: new Date(NOON),
      attributes: { profile: { city: 'Monaco', joined: new Date(NOON).toISOString() } },
    });
    expect(JSON.stringify(user)).not.toContain('hush');
    const [first] = await rows(
      `select * from observations where tenant_id = '${tenant}' order by time limit 1`,
    );
    expect(first).toMatchObject({
      device_id: oid(1).$oid,
      time: new Date(NOON),
      latitude: 43.73,
      longitude: 7.42,
      speed: 10,
      heading: null,
      roughness: 0.5,
      segment_id: null,
    });
    const lines = await rows(
      `select segment_id, name, one_way, length_m <= 200 as short from road_segments where tenant_id = '${tenant}' order by 1`,
    );
    const id = oid(77).$oid;
    expect(lines).toEqual([
      { segment_id: `${id}~1`, name: 'Rue', one_way: true, short: true },
      { segment_id: `${id}~2`, name: 'Rue', one_way: true, short: true },
      { segment_id: `${id}~3`, name: 'Rue', one_way: true, short: true },
      { segment_id: 'quai~1', name: 'Quai', one_way: false, short: true },
      { segment_id: 'quai~2', name: 'Quai', one_way: false, short: true },
    ]);
  });

  test('is to be matched: every phone waits for it, with all it has', async () => {
    const traces = await rows(
      `select count(*)::int as devices, min(from_time) as first, max(to_time) as last from road_traces where tenant_id = '${tenant}'`,
    );
    expect(traces).toEqual([{ devices: 3, first: new Date(NOON), last: new Date(NOON + 2_499_000) }]);
  });
});

describe('rows that cannot be taken', () => {
  const good = observations(1, 'relaxed');
  const [sample] = good;
  const file = () =>
    writeExport(folder, 'broken.json', [
      ...good,
      '{"_id": 1, "location":',
      { ...sample, location: { type: 'Polygon', coordinates: [] } },
      { ...sample, timestamp: { $date: new Date(Date.now() + 3 * 86_400_000).toISOString() } },
      { ...sample, userId: undefined },
      { ...sample, roughness: undefined, iri: 3 },
    ]);

  test('keep everything from being imported, and are told by file, line, reason and remedy', async () => {
    const report = join(folder, 'report.jsonl');
    const users3 = writeExport(folder, 'fine-users.json', users(3, 'relaxed'));
    const { code, stderr, stdout } = await mongoexport(
      '--users',
      users3,
      '--observations',
      file(),
      '--tenant',
      'broken',
      '--report',
      report,
    );
    expect(code).toBe(1);
    const path = join(folder, 'broken.json');
    expect(stderr).toContain(`${path}, line 2: not JSON`);
    expect(stderr).toContain(`${path}, line 3: its position is none in degrees. A GeoJSON Point`);
    expect(stderr).toMatch(/line 4: time is \S+, in the future\. Correct it/);
    expect(stderr).toContain(
      'line 5: has no deviceId. Name the field of who reported: --map observations.deviceId=PATH.',
    );
    expect(stderr).toContain('line 6: has an IRI (m/km) and no acceleration. Say what 1 m/km is');
    expect(stderr).toContain('nothing was imported, for 5 cannot be');
    expect(stdout).toContain('observations 1 of 6 can be imported');
    const listed = readFileSync(report, 'utf8').trim().split('\n');
    expect(listed.map((line) => JSON.parse(line).line)).toEqual([2, 3, 4, 5, 6]);
    expect(await counts('broken')).toEqual({ users: 0, observations: 0, road_segments: 0 });
  });

  test('are left out with --skip-invalid', async () => {
    const { code } = await mongoexport('--observations', file(), '--tenant', 'skipping', '--skip-invalid');
    expect(code).toBe(0);
    expect(await counts('skipping')).toMatchObject({ observations: 1 });
  });

  test('an import that fails on its way leaves nothing', async () => {
    // The second of two batches cannot be stored: the database refuses a time that no calendar has.
    const name = writeExport(folder, 'users-many.json', users(5, 'relaxed'));
    const args = [
      '--users',
      name,
      '--observations',
      writeExport(folder, 'o.json', good),
      '--tenant',
      'undone',
    ];
    await database.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '23514'; end $$`,
    );
    await database.query(
      `create trigger refuse before insert on observations for each row when (new.tenant_id = 'undone') execute function refuse()`,
    );
    const { code, stderr } = await mongoexport(...args);
    await database.query('drop trigger refuse on observations');
    expect([code, stderr]).toEqual([1, 'waycast: no\n']);
    expect(await counts('undone')).toEqual({ users: 0, observations: 0, road_segments: 0 });
  });
});

test('a dry run reads the files and touches no database', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/nothing');
  const { code, stdout } = await mongoexport(...filesOf('relaxed', false), '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('observations 2,500 of 2,500 can be imported');
  expect(stdout).toContain('this was a dry run');
});

test('the embedded database takes it too', async () => {
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('DATA_DIR', join(folder, 'data'));
  const { code, stdout, stderr } = await mongoexport(...filesOf('relaxed', false));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('observations 2,500 new, 0 there already');
});

test.each([
  [[], 'Name a file: --users, --observations or --segments.'],
  [['--users', 'x', '--map', 'users.nick=a'], 'there is no "users.nick". users.userId, users.name'],
  [['--users', 'x', '--tenant', 'A'], '--tenant takes'],
  [['--observations', 'x', '--iri-factor', 'much'], 'It takes a number above 0 such as 0.5.'],
])('%j ends with 2', async (args, message) => {
  expect(await mongoexport(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
