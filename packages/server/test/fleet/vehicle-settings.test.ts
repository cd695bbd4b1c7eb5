import { randomUUID } from 'node:crypto';
import type { TenantLimits } from '@waycast/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { vehicleSettings } from '../../src/modules/fleet/settling/vehicle-settings.ts';
import { NO_FENCES } from '../../src/ports/fences.ts';
import type { VehicleOfTenant } from '../../src/ports/history.ts';
import type { VehicleFields } from '../../src/ports/registry.ts';
import { NO_TRIPS } from '../../src/ports/vehicle-trips.ts';
import { openStore } from '../adapters/postgres/stores.ts';
import { createManualClock } from '../manual-clock.ts';

const NO_FIELDS: VehicleFields = {
  name: null,
  plate: null,
  kind: null,
  groups: [],
  speedLimitMps: null,
  attributes: {},
  archivedAt: null,
};
const LIMITS: TenantLimits = {
  maxVehicles: 1000,
  maxDrivers: 1000,
  maxGroups: 1000,
  maxDevices: 1000,
  maxGeofences: 1000,
  maxWebhooks: 1000,
};
const MANY = { max: 1000 };

let store: PostgresStore;
beforeAll(async () => {
  store = await openStore({ url: await freshDatabase() });
});
afterAll(() => store.close());

it('limits and groups of many vehicles take one query, and are known for ten seconds', async () => {
  const tenant = randomUUID();
  const ids = ['limited', 'grouped', 'plain', 'undescribed'];
  const put = (id: string, fields: Partial<VehicleFields>) =>
    store.registry.vehicles.write(tenant, [id], () => ({ ...NO_FIELDS, ...fields }), MANY);
  await store.registry.groups.write(tenant, ['north', 'south'], () => ({ name: null }), MANY);
  await put('limited', { speedLimitMps: 13.5 });
  await put('grouped', { groups: ['north', 'south'] });
  await put('plain', {});
  const clock = createManualClock();
  const tenants = store.tenants(LIMITS);
  await tenants.change(tenant, { speedLimitMps: 20 });
  let queries = 0;
  const inGroups = new Map<string, string[]>();
  const settingsOf = vehicleSettings({
    clock,
    tenants,
    vehicleFacts: {
      of(vehicles) {
        queries += 1;
        return store.vehicleFacts.of(vehicles);
      },
    },
    vehicleTrips: { of: async (vehicles) => vehicles.map(() => NO_TRIPS) },
    vehicleFences: {
      async indexFor(_tenant, vehicleId, groups) {
        inGroups.set(vehicleId, [...groups]);
        return NO_FENCES;
      },
    },
  });
  const asked: VehicleOfTenant[] = ids.map((vehicleId) => ({ tenant, vehicleId }));
  const limits = async () => (await settingsOf(asked)).map(({ speedLimitMps }) => speedLimitMps);
  expect(await limits()).toEqual([13.5, 20, 20, 20]);
  expect(Object.fromEntries(inGroups)).toEqual({
    limited: [],
    grouped: ['north', 'south'],
    plain: [],
    undescribed: [],
  });
  await put('plain', { speedLimitMps: 8, groups: ['south'] });
  expect(await limits()).toEqual([13.5, 20, 20, 20]);
  expect(queries).toBe(1);
  clock.advance(10_000);
  expect(await limits()).toEqual([13.5, 20, 8, 20]);
  expect([queries, inGroups.get('plain')]).toEqual([2, ['south']]);
});
