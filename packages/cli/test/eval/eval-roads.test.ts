import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const ROADS = join(
  process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../shared/data'),
  'monaco/roads.geojson.gz',
);
const missing = existsSync(ROADS) ? '' : `: no data at ${ROADS}`;
const NEVER_MS = 60_000;

const folder = temporaryFolder();

async function evaluateText(text: string) {
  const file = join(folder, 'roads.geojson');
  await writeFile(file, text);
  return runHere(['eval', 'roads', '--roads', file, '--drives', '2']);
}

const lines = (...coordinates: readonly unknown[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: coordinates.map((one) => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: one },
      properties: {},
    })),
  });

describe('waycast eval roads', () => {
  it.each([
    ['no lines', '{"type":"FeatureCollection","features":[]}', /has no LineString/],
    ['no JSON', 'roads', /cannot be read as JSON/],
    ['a line of one position', lines([[7, 43]]), /feature 1 is a line of fewer than two positions/],
    [
      'a position that is none',
      lines([
        [7, 43],
        [7, 'x'],
      ]),
      /\[longitude, latitude\] in degrees/,
    ],
    [
      'roads too short to drive on',
      lines([
        [7, 43],
        [7.001, 43],
      ]),
      /The roads have no way of 800 m/,
    ],
  ])('refuses a file with %s', async (_, text, reason) => {
    const { code, stderr } = await evaluateText(text);
    expect(code).toBe(1);
    expect(stderr).toMatch(reason);
  });

  it('says the same of the same seed', async () => {
    const grid = Array.from({ length: 8 }, (_, n) => {
      const [at, along] = [n * 0.002, Array.from({ length: 8 }, (_, k) => k * 0.002)];
      return [along.map((east) => [7 + east, 43 + at]), along.map((north) => [7 + at, 43 + north])];
    }).flat();
    // Without the last column, which is of this machine.
    const told = async () => (await evaluateText(lines(...grid))).stdout.replace(/ +[\d,]+$/gm, '');
    expect(await told()).toBe(await told());
  });
});

describe.skipIf(missing !== '')(`on the roads of Monaco${missing}`, () => {
  let stdout = '';
  beforeAll(async () => {
    ({ stdout } = await runHere(['eval', 'roads', '--roads', ROADS, '--drives', '8']));
  }, NEVER_MS);

  /** The figures of the line that begins so. */
  const figures = (name: string): number[] =>
    (stdout.split('\n').find((line) => line.startsWith(`${name}  `)) ?? '')
      .slice(40)
      .trim()
      .split(/ +/)
      .map((cell) => Number(cell.replaceAll(',', '')));

  it.each([
    ['σ 5 m, 1 s, each its own', 97, 99],
    ['σ 10 m, 1 s, each its own', 96, 99],
    ['σ 15 m, 1 s, each its own', 94, 98],
    ['σ 5 m, 5 s, each its own', 94, 98],
    ['σ 10 m, 5 s, each its own', 92, 97],
    ['σ 15 m, 5 s, each its own', 90, 96],
    ['σ 5 m, 1 s, lasting 20 s', 94, 98],
    ['σ 10 m, 1 s, lasting 20 s', 88, 96],
    ['σ 15 m, 1 s, lasting 20 s', 82, 91],
    ['σ 5 m, 5 s, each its own, no heading', 91, 98],
    ['σ 15 m, 5 s, lasting 20 s, no heading', 78, 88],
  ])(
    'with %s at least %i %% are on the true piece, and more than of the nearest',
    (name, least, leastNear) => {
      const [right = 0, near = 0, nearest = 100] = figures(name);
      expect(right).toBeGreaterThan(least);
      expect(near).toBeGreaterThan(leastNear);
      expect(right).toBeGreaterThan(nearest + 5);
    },
  );

  it('estimates roughness nearer to the truth than plain means, in intervals that hold it', () => {
    const [pieces = 0, error = 1, plainError = 0, held = 0, right = 0, plainRight = 1] = figures(
      'told of by 3 phones or more',
    );
    expect(pieces).toBeGreaterThan(50);
    expect(error).toBeLessThan(0.3);
    expect(error).toBeLessThan(0.8 * plainError);
    expect(held).toBeGreaterThan(92);
    expect(right).toBeGreaterThan(plainRight);
  });
});
