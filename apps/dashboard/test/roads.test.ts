import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { confidenceText, qualityToken, roughnessText, trendText } from '../src/roads/qualities.ts';
import { countByQuality, roadName, toRoadFeatures, worstOf } from '../src/roads/road-features.ts';
import { toRoadsSearch, viewOf, viewText } from '../src/roads/roads-search.ts';

const QUALITIES = ['GOOD', 'FAIR', 'POOR', 'BAD'] as const;
const TOKENS = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

type Rgb = readonly [number, number, number];

/** Linear light, as it reaches an eye that lacks one kind of cones (Machado, Oliveira, Fernandes 2009, severity 1). */
const EYES: Readonly<Record<string, readonly [Rgb, Rgb, Rgb]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function colorsOf(theme: string): Map<string, Rgb> {
  const block = TOKENS.split(`[data-theme="${theme}"]`)[1]?.split('}')[0] ?? '';
  const linear = (hex: string): number => {
    const value = Number.parseInt(hex, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return new Map(
    QUALITIES.map((quality) => {
      const [, r = '', g = '', b = ''] =
        new RegExp(`--${qualityToken(quality)}: #(..)(..)(..)`).exec(block) ?? [];
      return [quality, [linear(r), linear(g), linear(b)]];
    }),
  );
}

/** CIE 1976 L*a*b*, D65. */
function labOf([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each(['light', 'dark'])('qualities on %s ground', (theme) => {
  it.each(Object.keys(EYES))('are told apart by eyes: %s', (eyes) => {
    const matrix = EYES[eyes] ?? [];
    const seen = [...colorsOf(theme).values()].map((color) =>
      labOf(
        matrix.map((row) =>
          Math.max(0, row[0] * color[0] + row[1] * color[1] + row[2] * color[2]),
        ) as unknown as Rgb,
      ),
    );
    expect(seen).toHaveLength(4);
    for (const [at, one] of seen.entries())
      for (const other of seen.slice(at + 1))
        expect(Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])).toBeGreaterThan(20);
  });
});

test.each([
  [{}, {}],
  [
    { at: '43.734,7.42,15', sure: 60, segment: 'a~1' },
    { at: '43.734,7.42,15', sure: 60, segment: 'a~1' },
  ],
  [{ at: '91,0,3', sure: 101, segment: '', hazard: 5, open: 'x' }, { hazard: '5' }],
  [
    { at: '1,2', sure: '20', open: 'report' },
    { sure: 20, open: 'report' },
  ],
])('the address %j is read as %j', (raw, search) => expect(toRoadsSearch(raw)).toEqual(search));

test('a view goes into the address and back', () => {
  const view = { latitude: 43.734, longitude: -7.42, zoom: 15.25 };
  expect(viewOf(viewText(view))).toEqual(view);
  expect(viewOf('1,2,3,4')).toBeUndefined();
});

test('features are read as far as they say something', () => {
  const line = { type: 'LineString', coordinates: [] };
  const features = toRoadFeatures({
    features: [
      {
        type: 'Feature',
        id: 'a',
        geometry: line,
        properties: { name: 'Rue', quality: 'BAD', roughness: 4, confidence: 0.5 },
      },
      {
        type: 'Feature',
        id: 'cell~x',
        geometry: { type: 'Polygon' },
        properties: { name: null, quality: 'FAIR', roughness: 1, confidence: 1 },
      },
      { type: 'Feature', id: 'c', geometry: line, properties: { quality: 'WHO KNOWS' } },
    ],
  });
  expect(features.map(roadName)).toEqual(['Rue', 'Off the known roads', 'Road without a name']);
  expect([...countByQuality(features)]).toEqual([
    ['BAD', 1],
    ['FAIR', 1],
    [null, 1],
  ]);
  expect(worstOf(features, 5).map(({ segmentId }) => segmentId)).toEqual(['a', 'cell~x']);
});

test('words', () => {
  expect(roughnessText(1.123, 0.9, 1.3)).toBe('1.12 m/s² (0.90–1.30)');
  expect([null, 0.0001, 0.01, -0.01].map(trendText)).toEqual([
    'not known yet',
    'unchanged',
    'getting worse, 0.30 m/s² a month',
    'getting better, 0.30 m/s² a month',
  ]);
  expect([0.1, 0.5, 0.9].map(confidenceText)).toEqual([
    '10 %, hardly sure',
    '50 %, fairly sure',
    '90 %, sure',
  ]);
});
