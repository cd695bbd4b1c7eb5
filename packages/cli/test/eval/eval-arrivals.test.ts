import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import { temporaryFolderOfTest } from '../temporary-folder.ts';
import { missing, RIDE, ROUTE, STOPS } from './limerick.ts';

const evaluate = (...options: string[]) => runHere(['eval', 'arrivals', ...options]);

describe('waycast eval arrivals', () => {
  it.skipIf(missing !== '')(`writes a line for each visit, and the scores${missing}`, async () => {
    const folder = temporaryFolderOfTest();
    const ride = join(folder, 'ride.gpx.gz');
    await writeFile(ride, gzipSync(await readFile(RIDE)));
    const out = join(folder, 'visits.jsonl');
    const { code, stdout } = await evaluate(
      ...['--ride', ride, '--stops', STOPS, '--route', ROUTE, '--noise', '10', '--sample', '10'],
      ...['--shuffle', '--seed', '7', '--out', out],
    );
    expect(code).toBe(0);
    const visits = (await readFile(out, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(visits.map(({ stopSequence }) => stopSequence)).toEqual(
      Array.from({ length: 36 }, (_, i) => i + 1),
    );
    expect(visits[0]).toEqual({
      stopId: '8410B6074601',
      stopSequence: 1,
      arrivedAt: '2019-02-18T07:45:50.000Z',
      departedAt: expect.stringMatching(/^2019-02-18T07:50:.*Z$/),
      inferred: expect.any(Boolean),
      late: expect.any(Boolean),
    });
    expect(stdout).toMatch(/Waycast +ARRIVED +36 +3[456] /);
    expect(stdout).toMatch(/inside now, outside before +ARRIVED/);
  });

  it.skipIf(missing !== '')(`calls nothing late that came in order${missing}`, async () => {
    const out = join(temporaryFolderOfTest(), 'visits.jsonl');
    await evaluate('--ride', RIDE, '--stops', STOPS, '--route', ROUTE, '--sample', '5', '--out', out);
    const visits = (await readFile(out, 'utf8')).trim().split('\n');
    expect(visits).toHaveLength(36);
    expect(visits.filter((line) => !line.includes('"late":false'))).toEqual([]);
  });

  it('says what is wrong with a file', async () => {
    const folder = temporaryFolderOfTest();
    const file = async (name: string, content: unknown) => {
      await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
      return join(folder, name);
    };
    const point = (longitude: number, properties = {}) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [longitude, 52] },
      properties,
    });
    const stops = await file('stops.geojson', {
      type: 'FeatureCollection',
      features: [point(1), point(1.1)],
    });
    const twice = await file('twice.json', {
      type: 'FeatureCollection',
      features: [point(1, { stop_sequence: 1 }), point(2, { stop_sequence: 1 })],
    });
    const one = await file('one.json', point(1));
    const text = await file('text.json', 'no json');
    const empty = await file('empty.gpx', '<gpx></gpx>');
    const wrong: [string[], string][] = [
      [['--ride', join(folder, 'none.gpx'), '--stops', stops], 'none.gpx cannot be read'],
      [['--ride', empty, '--stops', stops], 'no position with a time'],
      [['--ride', empty, '--stops', text], 'cannot be read as JSON'],
      [['--ride', empty, '--stops', one], 'has 1 Points; stops are at least two'],
      [['--ride', empty, '--stops', twice], 'two stops with the sequence number 1'],
      [['--ride', empty, '--stops', stops, '--route', stops], 'has no LineString'],
    ];
    for (const [options, message] of wrong) {
      const { code, stderr } = await evaluate(...options);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
    expect((await evaluate('--stops', stops)).code).toBe(2);
    expect((await evaluate('--ride', empty, '--stops', stops, '--noise', '-3')).code).toBe(2);
  });
});
