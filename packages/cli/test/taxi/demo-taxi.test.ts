import { createConnection, type HttpApi } from '@waycast/client';
import { DEFAULT_TAXI_SETTINGS, type Order, type TaxiSettings } from '@waycast/contract';
import { DEMO_TOWN_SEED } from '@waycast/geo';
import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { createFleet } from '../../src/fleet/create-fleet.ts';
import { demoTown } from '../../src/fleet/demo-town.ts';
import { repeat } from '../../src/fleet/repeat.ts';
import { tokensOf } from '../../src/sending/server-access.ts';
import { type RunningTaxis, startDemoTaxi } from '../../src/taxi/demo-taxi.ts';

// The demo's riders and drivers, a hundred times as fast, at a real server.

const jwtSecret = 'a secret of the tests, long enough to sign';
const PACE = 100;
const TICK_MS = 100;
let waycast: Waycast;
let taxis: RunningTaxis;
let stopDriving: () => void;
let http: HttpApi;
const failures: unknown[] = [];

beforeAll(async () => {
  waycast = await createWaycast({
    ...{ host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 },
    ...{ databaseUrl: await freshDatabase(), gpsRateLimitMax: 0 },
  });
  const accessAs = (
    subject: string,
    role: 'admin' | 'driver' | 'customer' | 'agent',
    vehicles: readonly string[] = [],
  ) => ({
    url: waycast.url ?? '',
    token: tokensOf({ subject, roles: [role], vehicles }, jwtSecret, waycast.config),
  });
  const access = accessAs('root', 'admin');
  http = createConnection(access).http;
  await dispatch({ offers: 'nearest', roundS: 3, expiresAfterS: 5 });
  const vehicles = createFleet({ vehicles: 20, seed: DEMO_TOWN_SEED, town: demoTown() });
  const onFailed = (error: unknown) => failures.push(error);
  stopDriving = repeat(
    async () => {
      for (const vehicle of vehicles) vehicle.advance((TICK_MS / 1000) * PACE);
      await http.reportBatch({ updates: vehicles.map((vehicle) => vehicle.fix(Date.now())) });
    },
    TICK_MS,
    onFailed,
  );
  taxis = await startDemoTaxi({ access, accessAs, vehicles, onFailed, pace: PACE });
});
afterAll(async () => {
  stopDriving?.();
  taxis?.close();
  await waycast?.close();
});

async function dispatch(settings: Partial<TaxiSettings>): Promise<void> {
  await http.putTaxiSettings({ ...DEFAULT_TAXI_SETTINGS, ...settings });
}

const ordersWith = async (status: 'COMPLETED' | 'EXPIRED' | 'ended'): Promise<Order[]> =>
  (await http.listOrders({ status, limit: 1000 })).items;

/** Resolves once so many more rides are complete than there were. */
async function ridesDone(more: number): Promise<void> {
  const before = (await ordersWith('COMPLETED')).length;
  await until(`${more} more rides`, async () => (await ordersWith('COMPLETED')).length >= before + more);
}

const changesOf = async ({ orderId }: Order): Promise<string[]> =>
  (await http.orderTimeline({ id: orderId })).items.map(({ change }) => change);

test('rides asked for in rounds run through to their end, and groups that fit no taxi expire', async () => {
  expect(taxis.taxis).toBe(6);
  await ridesDone(3);
  const [order] = await ordersWith('COMPLETED');
  if (order === undefined) throw new Error('no ride is complete');
  const changes = await changesOf(order);
  expect(changes.slice(0, 2)).toEqual(['created', 'offered']);
  expect(changes.slice(-4)).toEqual(['accepted', 'arriving', 'started', 'completed']);
  const group = await http.createOrder({ pickup: order.pickup, passengers: 5 });
  const expired = await until('an expiry', async () =>
    (await ordersWith('EXPIRED')).find(({ orderId }) => orderId === group.orderId),
  );
  expect(expired.driverId).toBeNull();
});

test('what all drivers are told they take too, and a dispatcher who takes an order away is obeyed', async () => {
  await dispatch({ offers: 'broadcast', expiresAfterS: 60 });
  await ridesDone(2);
  const { orderId } = await http.createOrder({ pickup: { latitude: 48.21, longitude: -16.4 } });
  await until('an acceptance', async () => (await http.order({ id: orderId })).driverId !== null);
  await http.cancelOrder({ id: orderId });
  await ridesDone(2);
});

test('no driver has two orders at a time, and nothing failed', async () => {
  const rides = (await ordersWith('ended')).filter(({ acceptedAt }) => acceptedAt !== null);
  expect(rides.length).toBeGreaterThanOrEqual(7);
  for (const own of Map.groupBy(rides, ({ driverId }) => driverId).values()) {
    const inOrder = own.toSorted((a, b) => String(a.acceptedAt).localeCompare(String(b.acceptedAt)));
    for (const [index, ride] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before !== undefined) expect(String(before.endedAt) <= String(ride.acceptedAt)).toBe(true);
    }
  }
  expect(failures).toEqual([]);
});
