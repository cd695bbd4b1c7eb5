import { createConnection, followRegion, type HttpApi } from '@waycast/client';
import { encodeGeohash } from '@waycast/geo';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { demoTown } from '../../src/fleet/demo-town.ts';
import { type RunningRoads, startDemoRoads } from '../../src/roads/demo-roads.ts';
import { TownRoads } from '../../src/roads/town-roads.ts';
import { tokensOf } from '../../src/sending/server-access.ts';

// The demo's phones and people, a hundred times as fast, at a real server.

const jwtSecret = 'a secret of the tests, long enough to sign';
let waycast: Waycast;
let roads: RunningRoads;
let http: HttpApi;
const failures: unknown[] = [];

beforeAll(async () => {
  waycast = await createWaycast({
    ...{ host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 },
    ...{ databaseUrl: await freshDatabase() },
  });
  const accessAs = (subject: string, role: 'dispatcher' | 'driver' | 'customer' | 'agent') => ({
    url: waycast.url ?? '',
    token: tokensOf({ subject, roles: [role] }, jwtSecret, waycast.config),
  });
  const access = accessAs('office', 'dispatcher');
  http = createConnection(access).http;
  roads = await startDemoRoads({ access, accessAs, pace: 100, onFailed: (error) => failures.push(error) });
});
afterAll(async () => {
  roads?.close();
  await waycast?.close();
});

const town = demoTown();
const bbox = town.bounds.join(',');

test('the streets are found to be as they are', async () => {
  const truth = new Map(roads.roads.roads.map(({ id, roughness }) => [id, roughness]));
  const known = async () => {
    const { features } = await http.roadSegments({ bbox, minConfidence: 0.5, limit: 10_000 });
    return features.filter(({ properties }) => properties['kind'] === 'segment');
  };
  await until('estimates of 100 roads', async () => (await known()).length >= 100);
  const off = (await known()).map(({ id, properties }) => {
    const true_ = truth.get(id.split('~')[0] ?? '') ?? Number.NaN;
    return Math.abs(Math.log(Number(properties['roughness']) / true_));
  });
  off.sort((a, b) => a - b);
  // Half of them within a fifth.
  expect(off[Math.floor(off.length / 2)]).toBeLessThan(0.2);
});

test('hazards come, are spoken of, and go', async () => {
  await until('a hazard that several speak of', async () => {
    const { items } = await http.listHazards({ bbox });
    return items.some(({ confirmations, dismissals }) => confirmations + dismissals > 1);
  });
  expect(failures).toEqual([]);
});

test('people are counted where their phones are', async () => {
  const connection = createConnection({
    url: waycast.url ?? '',
    token: tokensOf({ subject: 'office', roles: ['dispatcher'] }, jwtSecret, waycast.config),
  });
  connection.connect();
  const { items } = await http.listHazards({ bbox });
  const place = items[0] ?? town.center;
  const heard = new Promise((resolve) => followRegion(connection, encodeGeohash(place), resolve));
  await expect(heard).resolves.toMatchObject({ geohash: encodeGeohash(place) });
  connection.close();
});

test('the same town has the same roads', () => {
  const again = new TownRoads(town);
  expect(again.roads.slice(0, 20)).toEqual(roads.roads.roads.slice(0, 20));
  const [road] = again.roads;
  const middle = { ...town.graph.nodes[road?.edge.from ?? 0], ...{} };
  const at = again.at({ latitude: middle.latitude ?? 0, longitude: middle.longitude ?? 0 });
  expect([road?.edge.from, road?.edge.to]).toContain(at?.edge.from);
});
