import type { Fix } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/gateway/http/files/decimal.ts';
import { geojsonFile, MAX_LINE_POINTS } from '../../src/gateway/http/files/geojson.ts';
import { gpxFile } from '../../src/gateway/http/files/gpx.ts';

describe('writers', () => {
  it('write a track that is longer than a line as several, each fix once', async () => {
    const fixes = Array.from(
      { length: MAX_LINE_POINTS * 2 + 1 },
      (_, time): Fix => ({ vehicleId: 'v', latitude: 1, longitude: 2, time, receivedAt: 0, accuracy: null }),
    );
    const text = await joined(geojsonFile('v', chunked(fixes, 7000)));
    const collection = JSON.parse(text) as {
      features: { geometry: { type: string }; properties: { coordTimes: string[] } }[];
    };
    expect(
      collection.features.map(({ geometry, properties }) => [geometry.type, properties.coordTimes.length]),
    ).toEqual([
      ['LineString', MAX_LINE_POINTS],
      ['LineString', MAX_LINE_POINTS],
      ['Point', 1],
    ]);
  });

  it('print numbers in plain decimals that read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = decimal(value);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('escape what is no name in XML', async () => {
    expect(await joined(gpxFile('a<b>&"c', chunked([], 1)))).toContain(
      '<name>a&#60;b&#62;&#38;&#34;c</name>',
    );
  });
});

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

async function* chunked<T>(all: readonly T[], size: number): AsyncIterable<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
