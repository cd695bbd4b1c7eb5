import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';

const HEADER = 'vehicle_id,timestamp,trip_id,latitude,longitude';
const clock = (minute: number) => `1${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`;
/** 600 m a minute to the north, with a position at every second minute. */
const positions = Array.from(
  { length: 11 },
  (_, i) => `7,2015-03-07T${clock(2 * i)}-06:00,t1,${30 + (i * 1200) / 111_195},-97`,
);
const stops = Array.from({ length: 21 }, (_, i) => `s${i},${30 + (i * 600) / 111_195},-97`);
const schedule = stops.map((_, i) => `t1,${clock(i)},s${i}`);

async function evaluate(files: Readonly<Record<'positions' | 'schedule' | 'stops', readonly string[]>>) {
  const folder = temporaryFolderOfTest();
  const options: string[] = [];
  for (const [name, lines] of Object.entries(files)) {
    const path = join(folder, `${name}.csv`);
    await writeFile(path, lines.join('\n'));
    options.push(`--${name}`, path);
  }
  return runHere(['eval', 'day', ...options]);
}

describe('waycast eval day', () => {
  const files = {
    positions: [HEADER, ...positions],
    schedule: ['trip_id,arrival_time,stop_id', ...schedule],
    stops: ['stop_id,stop_lat,stop_lon', ...stops],
  };

  it('finds the stops between positions, and those that were withheld', async () => {
    const { code, stdout } = await evaluate(files);
    expect(code).toBe(0);
    expect(stdout).toContain('1 of 1 driven trips are scheduled: 11 positions, 21 stops');
    expect(stdout).toContain('visits          21, 100.0 % of the stops');
    expect(stdout).toMatch(/5 moments at a stop.*\n.*found again +100\.0 %/);
  });

  it('says what is wrong with a file', async () => {
    const wrong = await evaluate({ ...files, positions: [HEADER, '7,yesterday,t1,30,-97'] });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('timestamp takes a time')]);
    const dangling = await evaluate({ ...files, stops: files.stops.slice(0, 5) });
    expect([dangling.code, dangling.stderr]).toEqual([1, expect.stringContaining('stop_id s4 is not in')]);
    const none = await evaluate({
      ...files,
      positions: [HEADER, ...positions.map((p) => p.replace('t1', 't2'))],
    });
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('has no trip of')]);
  });
});
