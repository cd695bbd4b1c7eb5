import { createTown, destination } from '@waycast/geo';
import { describe, expect, test } from 'vitest';
import { FleetStore } from '../src/fleet/fleet-store.ts';
import { frameIntervalMs, markerRadius, toScreen } from '../src/map/camera.ts';
import { graticule } from '../src/map/graticule.ts';
import {
  createMarkerBuffer,
  fillMarkers,
  type Look,
  MARKER_FLOATS,
  MARKER_STATES,
} from '../src/map/marker-buffer.ts';
import { placesToOpenOn } from '../src/map/opening-places.ts';
import { toRgb } from '../src/map/palette.ts';
import { vehicleAt } from '../src/map/picking.ts';
import { openingBox, toMercator } from '../src/map/view.ts';
import { toFleetSearch } from '../src/shell/fleet-search.ts';
import { createStreetFinder } from '../src/town/street-finder.ts';

const NOW = Date.parse('2026-05-04T08:00:00.000Z');
const CENTER = { latitude: 52.66, longitude: -8.63 };

function fleet(count: number) {
  const store = new FleetStore();
  const updates = Array.from({ length: count }, (_, i) => ({
    vehicleId: `bus-${i}`,
    ...destination(CENTER, (i * 37) % 360, i * 3),
    accuracy: 5,
    heading: 90,
    speed: 5,
    status: 'ONLINE' as const,
    timestamp: new Date(NOW).toISOString(),
  }));
  store.apply(updates, 0);
  return store;
}

describe('markers', () => {
  const moment = { pageMs: 0, serverMs: NOW, reportIntervalMs: 15_000, selectedId: 'bus-3', look: undefined };

  test('ten thousand fit, precise to a centimetre, the selected one last', () => {
    const store = fleet(10_000);
    const buffer = createMarkerBuffer();
    fillMarkers(buffer, store, toMercator(CENTER), moment);
    expect(buffer.count).toBe(10_000);
    const last = buffer.data.subarray((buffer.count - 1) * MARKER_FLOATS, buffer.count * MARKER_FLOATS);
    expect(last[9]).toBe(1);
    const [x] = toMercator(store.get('bus-3')?.fix ?? CENTER);
    expect(Math.abs((last[2] ?? 0) + buffer.originX - x) * 40_075_017).toBeLessThan(0.01);
    expect(last[8]).toBe(MARKER_STATES.moving);
  });

  test('age, status and speed decide the shape', () => {
    const store = new FleetStore();
    const base = {
      latitude: 1,
      longitude: 1,
      accuracy: null,
      heading: 5,
      timestamp: new Date(NOW).toISOString(),
    };
    store.apply(
      [
        { ...base, vehicleId: 'a', status: 'ONLINE' },
        { ...base, vehicleId: 'b', status: 'IDLE' },
        { ...base, vehicleId: 'c', status: 'OFFLINE' },
        { ...base, vehicleId: 'd', status: 'ONLINE', speed: 0 },
      ],
      0,
    );
    const states = (serverMs: number): number[] => {
      const buffer = createMarkerBuffer();
      fillMarkers(buffer, store, [0, 0], { ...moment, serverMs });
      return [0, 1, 2, 3].map((i) => buffer.data[i * MARKER_FLOATS + 8] ?? -1);
    };
    const { moving, standing, late, stale, offline } = MARKER_STATES;
    expect(states(NOW)).toEqual([moving, standing, offline, standing]);
    expect(states(NOW + 40_000)).toEqual([late, late, offline, late]);
    expect(states(NOW + 90_000)).toEqual([stale, stale, offline, stale]);
  });

  test('are hit where they are drawn', () => {
    const store = fleet(200);
    const camera = {
      width: 800,
      height: 600,
      worldSize: 512 * 2 ** 16,
      left: toMercator(CENTER)[0] - 400 / (512 * 2 ** 16),
      top: toMercator(CENTER)[1] - 300 / (512 * 2 ** 16),
    };
    const [x, y] = toScreen(camera, store.get('bus-42')?.fix ?? CENTER);
    expect(vehicleAt(store, camera, { x: x + 2, y, reachPx: 18, pageMs: 99_999 })?.id).toBe('bus-42');
    expect(vehicleAt(store, camera, { x: -500, y: -500, reachPx: 18, pageMs: 99_999 })).toBeUndefined();
  });

  test('grow with the zoom, and are painted as often as one sees them move', () => {
    expect(markerRadius(5, 10)).toBeLessThan(markerRadius(12, 10));
    expect(markerRadius(13, 10_000)).toBeLessThan(markerRadius(13, 10));
    const at = (zoom: number): number =>
      frameIntervalMs({ width: 1, height: 1, left: 0, top: 0, worldSize: 512 * 2 ** zoom });
    expect(at(18)).toBeLessThan(17);
    expect(at(5)).toBe(250);
  });

  test('colours are read in both spellings', () => {
    expect(toRgb('#fff')).toEqual([1, 1, 1]);
    expect(toRgb('#1f4fd1').map((part) => Math.round(part * 255))).toEqual([0x1f, 0x4f, 0xd1]);
  });
});

describe('the view', () => {
  test('opens on the fleet, not on one lost receiver', () => {
    const near = Array.from({ length: 20 }, (_, i) => destination(CENTER, i * 18, 2000));
    const [west, south, east, north] = openingBox([...near, { latitude: 0, longitude: 0 }]) ?? [0, 0, 0, 0];
    expect([west, south, east, north].map((n) => Math.round(n))).toEqual([-9, 53, -9, 53]);
    expect(openingBox([])).toBeUndefined();
  });

  test('opens on what is drawn, and on all vehicles only where nothing is', () => {
    const store = new FleetStore();
    const timestamp = new Date().toISOString();
    for (const [vehicleId, latitude] of [
      ['cab', 52.5],
      ['van', 52.8],
    ] as const)
      store.apply([{ vehicleId, latitude, longitude: 13.4, accuracy: 5, status: 'ONLINE', timestamp }], 0);
    const latitudes = (...others: [look?: Look, also?: readonly { latitude: number; longitude: number }[]]) =>
      placesToOpenOn(store, others[0], others[1] ?? []).map(({ latitude }) => latitude);
    const cabs: Look = ({ id }, _, state) => (id === 'cab' ? state : null);
    expect(latitudes()).toEqual([52.5, 52.8]);
    expect(latitudes(cabs)).toEqual([52.5]);
    expect(latitudes(cabs, [{ latitude: 52.6, longitude: 13 }])).toEqual([52.5, 52.6]);
    expect(latitudes(() => null)).toEqual([52.5, 52.8]);
    expect(latitudes(() => null, [{ latitude: 52.6, longitude: 13 }])).toEqual([52.6]);
  });
  test('shows everything when there is no one place', () => {
    const box = openingBox([CENTER, { latitude: 30, longitude: -97 }, { latitude: -33, longitude: 151 }]);
    expect(box).toEqual([151, -33, CENTER.longitude, 52.66]);
  });

  test('has lines to see distance by at every scale', () => {
    for (const span of [300, 20, 1, 0.05, 0.004]) {
      const lines = graticule([0, 10, span, 10 + Math.min(60, span)]);
      expect(lines.type === 'MultiLineString' && lines.coordinates.length).toBeGreaterThan(6);
      expect(lines.type === 'MultiLineString' && lines.coordinates.length).toBeLessThan(60);
    }
  });
});

test('streets are named where vehicles drive', () => {
  const town = createTown();
  const streetAt = createStreetFinder(town);
  for (const { from, to, name } of town.graph.edges.slice(0, 400)) {
    const [a, b] = [town.graph.nodes[from], town.graph.nodes[to]];
    if (a === undefined || b === undefined) continue;
    const middle = { latitude: (a.latitude + b.latitude) / 2, longitude: (a.longitude + b.longitude) / 2 };
    expect(streetAt(middle)).toBe(name);
  }
  expect(streetAt(CENTER)).toBeUndefined();
});

test('addresses carry the state of the page, and nonsense counts as absent', () => {
  expect(toFleetSearch({ q: 'bus', sort: 'oldest', hours: 6, follow: true })).toEqual({
    q: 'bus',
    sort: 'oldest',
    hours: 6,
    follow: true,
  });
  expect(toFleetSearch({ q: 7, sort: 'name', hours: 1, follow: 'yes' })).toEqual({ q: '7' });
  expect(toFleetSearch({ q: { a: 1 }, sort: 'DROP', hours: -3 })).toEqual({});
});
