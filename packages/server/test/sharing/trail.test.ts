import { distanceM } from '@waycast/geo';
import { expect, it } from 'vitest';
import { shortened } from '../../src/modules/sharing/trail.ts';

it('a trail keeps its ends and its shape within so many points', () => {
  const way = Array.from({ length: 5000 }, (_, index) => ({
    latitude: 52 + index / 50_000 + Math.sin(index / 40) / 500,
    longitude: -8 + Math.cos(index / 70) / 300,
  }));
  const short = shortened(way, 300);
  expect(short.length).toBeLessThanOrEqual(300);
  expect(short.length).toBeGreaterThan(50);
  expect([short[0], short.at(-1)]).toEqual([way[0], way.at(-1)]);
  const strayedM = way.map((point) => Math.min(...short.map((kept) => distanceM(point, kept))));
  expect(Math.max(...strayedM)).toBeLessThan(1500);
  expect(shortened(way.slice(0, 10), 300)).toEqual(way.slice(0, 10));
});
