import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import type { Outcome } from '../run-waycast.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const DATA = join(
  process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../shared/data'),
  'nyc-calls',
);
const hasData = existsSync(DATA);
const NEVER_MS = 60_000;

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);

const TRIPS = 'route_id,trip_id,direction_id\nnorth,t1,0\nnorth,t2,0\n';
const STOP_TIMES = [
  'trip_id,arrival_time,stop_id,stop_sequence',
  ...['t1', 't2'].flatMap((trip) =>
    ['a', 'b', 'c', 'd'].map((stop, index) => `${trip},25:0${index}:00,${stop},${index + 1}`),
  ),
].join('\n');
const CALLS = 'call_time,trip_id,stop_id,vehicle_id,date\n';
const MORNING = [
  '2026-03-03 01:00:00+01,t1,a,7,2026-03-02',
  '2026-03-03 01:01:10+01,t1,b,7,2026-03-02',
  '2026-03-03 01:02:20+01,t1,c,7,2026-03-02',
];

interface Files {
  readonly trips?: string;
  readonly stopTimes?: string;
  readonly train?: string;
  readonly test?: string;
}

/** Runs the command on files that hold these texts; a small right one each where none is given. */
async function evalEta({ trips, stopTimes, train, test }: Files): Promise<Outcome> {
  await writeFile(path('trips.txt'), trips ?? TRIPS);
  await writeFile(path('stop_times.txt'), stopTimes ?? STOP_TIMES);
  await writeFile(path('train.csv'), train ?? CALLS + MORNING.join('\n'));
  await writeFile(path('test.csv'), test ?? CALLS + MORNING.join('\n'));
  const files = ['--schedule', path('stop_times.txt'), '--trips', path('trips.txt')];
  const calls = ['--train', path('train.csv'), '--test', path('test.csv'), '--out', path('out.jsonl')];
  return runHere(['eval', 'eta', ...files, ...calls]);
}

const predictions = async (): Promise<Record<string, unknown>[]> =>
  (await readFile(path('out.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('waycast eval eta', () => {
  it('predicts at each call the later stops that were reached within 15 minutes', async () => {
    const far = '2026-03-03 01:17:21+01,t1,d,7,2026-03-02';
    const { code, stdout } = await evalEta({ test: `${CALLS}${[...MORNING, far].join('\n')}\n` });
    expect(code).toBe(0);
    expect(stdout).toContain('3 predictions at 4 calls');
    const all = await predictions();
    expect(all.map(({ tripId, stopId, stopSequence }) => [tripId, stopId, stopSequence])).toEqual([
      ['t1', 'b', 2],
      ['t1', 'c', 3],
      ['t1', 'c', 3],
    ]);
    expect(Object.keys(all[0] ?? {})).toEqual([
      'tripId',
      'stopId',
      'stopSequence',
      'madeAt',
      'predictedAt',
      'p10',
      'p90',
    ]);
    expect(all[0]).toMatchObject({ madeAt: '2026-03-03T00:00:00.000Z' });
  });

  it('uses nothing that became known later, from whichever file', async () => {
    const early = `${CALLS}${MORNING.slice(0, 2).join('\n')}\n`;
    await evalEta({ train: early, test: early });
    const [before] = await predictions();
    const slow = [
      MORNING[0],
      MORNING[1],
      '2026-03-03 01:09:00+01,t1,c,7,2026-03-02',
      '2026-03-03 01:00:01+01,t2,a,8,2026-03-02',
      '2026-03-03 01:12:00+01,t2,b,8,2026-03-02',
    ];
    await evalEta({ train: CALLS + slow.join('\n'), test: CALLS + slow.join('\n') });
    const [after] = await predictions();
    expect(after).toEqual(before);
  });

  it('leaves out calls that the schedule does not know, and says how many', async () => {
    const unknown = ['2026-03-03 01:00:00+01,x,a,7,2026-03-02', '2026-03-03 01:00:00+01,t1,x,7,2026-03-02'];
    const { code, stderr } = await evalEta({ test: CALLS + [...MORNING, ...unknown].join('\n') });
    expect(code).toBe(0);
    expect(stderr).toContain('1 test calls are of trips that are not scheduled');
    expect(stderr).toContain('1 test calls are at stops that their trips do not have');
    const none = await evalEta({ test: CALLS + unknown[0] });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('no call of') });
  });

  it.each<[string, Files, RegExp]>([
    ['a missing column', { train: 'trip_id,call_time\nt1,x' }, /train\.csv has no column stop_id/],
    ['a file without rows', { test: CALLS }, /test\.csv has no rows/],
    [
      'a bad time',
      { test: `${CALLS}yesterday,t1,a,7,` },
      /test\.csv, line 2: call_time takes .* "yesterday"/,
    ],
    [
      'a time without offset',
      { test: `${CALLS}2026-03-03 01:00:00,t1,a,7,` },
      /line 2: call_time takes .*offset/,
    ],
    ['a bad day', { test: `${CALLS}2026-03-03 01:00:00+01,t1,a,7,3/3/26` }, /line 2: date takes a day/],
    ['an empty cell', { trips: 'trip_id,route_id\nt1,' }, /trips\.txt, line 2: route_id is empty/],
    [
      'a trip of no route',
      { trips: 'trip_id,route_id\nt1,north' },
      /stop_times\.txt, line 6: trip_id t2 is not in/,
    ],
    [
      'a bad clock',
      { stopTimes: STOP_TIMES.replace('25:01:00', '25:61:00') },
      /line 3: arrival_time takes HH:MM:SS/,
    ],
    [
      'a schedule that goes backwards',
      { stopTimes: STOP_TIMES.replace('25:03:00', '25:01:30') },
      /trip t1, stop_sequence 4/,
    ],
    [
      'a stop sequence twice',
      { stopTimes: STOP_TIMES.replace('b,2', 'b,1') },
      /stop_sequence 1: stands there twice/,
    ],
    ['a line that is no CSV', { test: `${CALLS}"2026` }, /test\.csv, line \d+ cannot be read/],
  ])('refuses %s, and says where and why', async (_, files, reason) => {
    const { code, stderr } = await evalEta(files);
    expect(code).toBe(1);
    expect(stderr).toMatch(reason);
  });

  it('refuses a file that is not there', async () => {
    const files = ['--schedule', path('none'), '--trips', path('none'), '--train', path('none')];
    const { code, stderr } = await runHere(['eval', 'eta', ...files, '--test', path('none')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be read: ENOENT')]);
  });
});

describe.skipIf(!hasData)('on a day in New York, the last 30 % after the first 70 %', () => {
  let stdout = '';
  beforeAll(async () => {
    const [header = '', ...rows] = gunzipSync(await readFile(join(DATA, 'calls_2017-05-01.csv.gz')))
      .toString()
      .trim()
      .split('\n');
    const timeOf = (row: string): string => row.split(',')[2] ?? '';
    rows.sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
    const cut = Math.floor(rows.length * 0.7);
    await writeFile(path('nyc-train.csv'), [header, ...rows.slice(0, cut)].join('\n'));
    await writeFile(path('nyc-test.csv'), [header, ...rows.slice(cut)].join('\n'));
    const schedule = ['--schedule', join(DATA, 'stop_times.txt.gz'), '--trips', join(DATA, 'trips.txt.gz')];
    const calls = ['--train', path('nyc-train.csv'), '--test', path('nyc-test.csv')];
    ({ stdout } = await runHere(['eval', 'eta', ...schedule, ...calls]));
  }, NEVER_MS);

  const scoreOf = (name: string): number =>
    Number(stdout.match(new RegExp(`^${name} .* ([\\d.]+)$`, 'm'))?.[1]);

  it('is accurate in more than four of five cases, and above every simple rule', () => {
    const rules = ['schedule', 'constant delay', 'median segment times', 'mean of the last two'];
    const best = Math.max(...rules.map(scoreOf));
    expect(best).toBeGreaterThan(60);
    expect(scoreOf('waycast')).toBeGreaterThan(Math.max(80, best));
  });

  it('gives intervals that hold 75–85 % of the arrivals', () => {
    const covered = Number(/holds ([\d.]+) %/.exec(stdout)?.[1]);
    expect(covered).toBeGreaterThan(75);
    expect(covered).toBeLessThan(85);
  });
});
