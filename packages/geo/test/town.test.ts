import { describe, expect, test } from 'vitest';
import { boxContains, createTown, distanceM, fromLngLat, nearestNode, quickestWay } from '../src/index.ts';

const town = createTown();

describe('a generated town', () => {
  test('is the same for the same seed and another for another', () => {
    expect(createTown()).toEqual(town);
    expect(createTown(7).graph.nodes).not.toEqual(town.graph.nodes);
  });

  test.each([1, 2, 3, 99, 304, 2 ** 31])('seed %i gives streets, houses, parks and stops', (seed) => {
    const any = createTown(seed);
    expect(any.streets.features.length).toBeGreaterThanOrEqual(120);
    expect(any.streets.features.length).toBeLessThanOrEqual(400);
    expect(any.blocks.features.length).toBeGreaterThan(150);
    expect(any.buildings.features.length).toBeGreaterThan(1500);
    expect(any.parks.features.length).toBeGreaterThanOrEqual(6);
    expect(any.streets.features.filter(({ properties }) => properties.bridge).length).toBeGreaterThanOrEqual(
      4,
    );
    expect(any.places.filter(({ kind }) => kind === 'stop').length).toBeGreaterThanOrEqual(20);
    for (const kind of ['school', 'depot', 'station', 'hospital', 'shop']) {
      expect(
        any.places.some((place) => place.kind === kind),
        kind,
      ).toBe(true);
    }
  });

  test('names every street and every edge, and no two side streets alike', () => {
    for (const { properties } of town.streets.features) expect(properties.name).toMatch(/^[A-Z].* \w+$/);
    const lanes = town.streets.features.filter(({ properties }) =>
      /Lane|Row|Close|Terrace/.test(properties.name),
    );
    expect(new Set(lanes.map(({ properties }) => properties.name)).size).toBe(lanes.length);
  });

  test('has polygons that are closed', () => {
    for (const { geometry } of [
      ...town.blocks.features,
      ...town.buildings.features,
      ...town.water.features,
    ]) {
      const ring = geometry.coordinates[0] ?? [];
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(ring.at(-1)).toEqual(ring[0]);
    }
  });

  test('has streets that run along edges of the graph', () => {
    const edges = new Set(town.graph.edges.map(({ from, to, name }) => `${from} ${to} ${name}`));
    for (const { geometry, properties } of town.streets.features) {
      const ids = geometry.coordinates.map((at) => nearestNode(town.graph, fromLngLat(at))?.id);
      for (const [i, to] of ids.slice(1).entries()) {
        expect(edges.has(`${ids[i]} ${to} ${properties.name}`)).toBe(true);
      }
    }
  });

  test('can be driven from anywhere to anywhere, leg by leg', () => {
    const last = town.graph.nodes.length - 1;
    for (let to = 0; to <= last; to += 37) {
      const way = quickestWay(town.graph, last, to) ?? [];
      let at = last;
      for (const leg of way) {
        expect(leg.from).toBe(at);
        at = leg.to;
      }
      expect(at).toBe(to);
    }
    expect(quickestWay(town.graph, 3, 3)).toEqual([]);
  });

  test('has edges as long as the way between their ends', () => {
    for (const { from, to, lengthM } of town.graph.edges) {
      const [a, b] = [town.graph.nodes[from], town.graph.nodes[to]];
      expect(a && b && distanceM(a, b)).toBeCloseTo(lengthM, 6);
      expect(lengthM).toBeGreaterThan(5);
    }
  });

  test('has its places inside, next to a street', () => {
    for (const place of town.places) {
      expect(boxContains(town.bounds, place), place.name).toBe(true);
      const node = town.graph.nodes[place.nodeId];
      expect(node && distanceM(node, place)).toBeLessThan(200);
    }
  });
});
