import { createConnection, type HttpApi } from '@waycast/client';
import { BATCH_MAX_FIXES, type FixInput } from '@waycast/contract';
import { DEMO_TOWN_SEED, type LatLng } from '@waycast/geo';
import type { WaycastConfig } from '@waycast/server/config';
import type { ServerAccess } from '../sending/server-access.ts';
import { createFleet } from './create-fleet.ts';
import { demoTown } from './demo-town.ts';
import { driveFleet, driveThrough } from './drive-fleet.ts';
import { createFleetReporters } from './reporters.ts';
import type { Vehicle } from './vehicle.ts';

const VEHICLES = 40;
const INTERVAL_MS = 2000;
/** What a newcomer finds: so much history, in such steps. */
const PAST_MS = 12 * 60_000;
const PAST_INTERVAL_MS = 5000;

/** The demo's fleet under way. */
export interface DemoFleet {
  readonly vehicles: readonly Vehicle[];
  close(): void;
}

/**
 * Gives the fleet a past of some minutes, so that there are trails at first sight, and lets it drive on. Vehicles
 * that the server knows go on from where they were last seen.
 */
export async function startDemoFleet(access: ServerAccess, config: WaycastConfig): Promise<DemoFleet> {
  const connection = createConnection(access);
  const slowest = config.gpsRateLimitMax === 0 ? 0 : Math.ceil(66_000 / config.gpsRateLimitMax);
  try {
    const known = await lastSeen(connection.http);
    const now = Date.now();
    const from = Math.max(now - PAST_MS, known.newest + PAST_INTERVAL_MS);
    const fleet = createFleet({
      vehicles: VEHICLES,
      seed: DEMO_TOWN_SEED,
      town: demoTown(),
      lastSeen: known.positions,
    });
    await report(connection.http, [...driveThrough(fleet, from, now, Math.max(PAST_INTERVAL_MS, slowest))]);
    const reporters = createFleetReporters(access, VEHICLES);
    const stop = driveFleet({
      vehicles: fleet,
      intervalMs: Math.max(INTERVAL_MS, slowest),
      report: reporters.report,
    });
    return {
      vehicles: fleet,
      close() {
        stop();
        reporters.close();
      },
    };
  } finally {
    connection.close();
  }
}

async function lastSeen(http: HttpApi): Promise<{ newest: number; positions: Map<string, LatLng> }> {
  const { vehicles } = await http.listVehicles();
  const times = vehicles.map(({ timestamp }) => Date.parse(timestamp));
  return {
    newest: Math.max(0, ...times),
    positions: new Map(
      vehicles.map(({ vehicleId, latitude, longitude }) => [vehicleId, { latitude, longitude }]),
    ),
  };
}

async function report(http: HttpApi, fixes: FixInput[]): Promise<void> {
  while (fixes.length > 0) await http.reportBatch({ updates: fixes.splice(0, BATCH_MAX_FIXES) });
}
