import { FixInput } from '@waycast/contract';
import { createTown, distanceM } from '@waycast/geo';
import { describe, expect, test } from 'vitest';
import { createFleet } from '../../src/fleet/create-fleet.ts';
import { driveThrough } from '../../src/fleet/drive-fleet.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTES = 10;
const drive = (seed: number, vehicles = 20) => [
  ...driveThrough(createFleet({ vehicles, seed }), START, START + MINUTES * 60_000, 1000),
];

describe('a simulated fleet', () => {
  const fixes = drive(304);
  const tracks = Map.groupBy(fixes, ({ vehicleId }) => String(vehicleId));

  test('reports valid fixes of vehicles with names of their own', () => {
    expect(tracks.size).toBe(20);
    expect([...tracks.keys()].map((id) => id.replace(/-\d+$/, '')).sort()).toEqual([
      ...Array(2).fill('bike'),
      ...Array(6).fill('bus'),
      ...Array(6).fill('taxi'),
      ...Array(6).fill('van'),
    ]);
    for (const fix of fixes) expect(FixInput.safeParse(fix).success).toBe(true);
  });

  test('moves as its speed says, never faster than traffic', () => {
    for (const track of tracks.values()) {
      for (const [index, fix] of track.entries()) {
        const previous = track[index - 1];
        if (previous === undefined) continue;
        const moved = distanceM(place(previous), place(fix));
        expect(moved).toBeLessThan(20 + 4);
        expect(Math.abs(moved - (fix.speed ?? 0))).toBeLessThan(25);
      }
    }
  });

  test('stays on the streets', () => {
    const { graph } = createTown(304);
    const middle = graph.edges.map(({ from, to, lengthM }) => ({
      a: graph.nodes[from],
      b: graph.nodes[to],
      lengthM,
    }));
    for (const fix of fixes.filter((_, index) => index % 97 === 0)) {
      // On a straight stretch the ways to both ends add up to its length.
      const isOnStreet = middle.some(
        ({ a, b, lengthM }) =>
          a !== undefined &&
          b !== undefined &&
          distanceM(a, place(fix)) + distanceM(place(fix), b) - lengthM < 5,
      );
      expect(isOnStreet).toBe(true);
    }
  });

  test('every vehicle gets somewhere, and buses stop on the way', () => {
    for (const [id, track] of tracks) {
      const speeds = track.map(({ speed }) => speed ?? 0);
      expect(Math.max(...speeds)).toBeGreaterThan(3);
      if (id.startsWith('bus')) expect(speeds.filter((speed) => speed === 0).length).toBeGreaterThan(10);
    }
  });

  test('the same seed drives the same ways, another seed others', () => {
    expect(drive(304)).toEqual(fixes);
    expect(drive(305)).not.toEqual(fixes);
  });

  test('goes on where a vehicle was last seen', () => {
    const node = createTown(304).graph.nodes[100];
    if (node === undefined) throw new Error('the town has too few nodes');
    const [bus] = createFleet({ vehicles: 1, seed: 304, lastSeen: new Map([['bus-1', node]]) });
    if (bus === undefined) throw new Error('no vehicle');
    expect(distanceM(place(bus.fix(START)), node)).toBeLessThan(5);
  });
});

function place({ latitude = 0, longitude = 0 }: FixInput): { latitude: number; longitude: number } {
  return { latitude, longitude };
}
