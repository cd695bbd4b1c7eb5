import type { Fix } from '@waycast/contract';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { type Closers, closeAll } from '../../../src/closers.ts';
import { Settler } from '../../../src/modules/fleet/settling/settler.ts';
import { vehicleSettings } from '../../../src/modules/fleet/settling/vehicle-settings.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { NO_FENCES } from '../../../src/ports/fences.ts';
import type { TripPlan } from '../../../src/ports/trip-plan.ts';
import type { TripToStore } from '../../../src/ports/trips.ts';
import { openSchoolLive } from '../../../src/school-live.ts';
import { openStore, quiet } from '../../adapters/postgres/stores.ts';
import { LIMITS } from '../../gateway-http/tenant-limits.ts';

/** School trips over one database, without gateways: what is recorded is settled, stored and told. */
export async function openLiveRig() {
  const store = await openStore({ dataDir: 'memory' });
  const live = createMemoryLive();
  const closers: Closers = [() => store.close(), () => live.close()];
  const tenants = store.tenants(LIMITS);
  const school = openSchoolLive({ ...store, tenants, live, clock: systemClock, log: quiet }, closers);
  const settler = new Settler({
    ...{ settlements: store.settlements, clock: systemClock, log: quiet },
    stages: [school.stage.stage],
    settingsOf: vehicleSettings({
      tenants,
      vehicleFacts: store.vehicleFacts,
      vehicleFences: { indexFor: async () => NO_FENCES },
      vehicleTrips: school.stage.vehicleTrips,
      clock: systemClock,
    }),
    onJudged: school.stage.onJudged,
  });
  school.stage.onSettling((demands) => settler.demand(demands));
  const ignore = store.history.onStored((fixes) => settler.stored(fixes));
  school.start({ feed: { progressed: () => undefined, changed: () => undefined }, listeners: [] });
  return {
    store,
    live,
    settler,
    school,
    async record(tenant: string, fixes: readonly Fix[]): Promise<void> {
      await store.history.record(fixes.map((fix) => ({ tenant, fix })));
    },
    async close(): Promise<void> {
      ignore();
      await settler.close();
      await closeAll(closers);
    },
  };
}

export type LiveRig = Awaited<ReturnType<typeof openLiveRig>>;

export function storedTrip(tenant: string, tripId: string, plan: TripPlan, vehicleId = 'bus-1'): TripToStore {
  const times = plan.stops.flatMap(({ arrival }) => arrival ?? []);
  const [scheduledStart, scheduledEnd] = [Math.min(...times), Math.max(...times)];
  return {
    ...{ tenant, tripId, plan, vehicleId, scheduledStart, scheduledEnd },
    ...{ scheduleId: null, routeId: 'out', driverId: null, status: 'SCHEDULED', reason: null },
    serviceDate: new Date(scheduledStart).toISOString().slice(0, 10),
    ...{ startedAt: null, startedBy: null, endedAt: null, endedBy: null },
    vehicles: [{ vehicleId, fromAt: scheduledStart - 5_400_000, untilAt: scheduledEnd + 14_400_000 }],
  };
}
