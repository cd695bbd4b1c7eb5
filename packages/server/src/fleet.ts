import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import { createDeviceRegistry, type DeviceRegistry } from './kernel/device-registry.ts';
import type { Ingest } from './kernel/ingest.ts';
import { openFences } from './modules/fleet/fences/open-fences.ts';
import { publishFenceEvents } from './modules/fleet/fences/publish-fence-events.ts';
import { createReports } from './modules/fleet/reports/create-reports.ts';
import { keepSettled } from './modules/fleet/settling/keep-settled.ts';
import type { Demand } from './modules/fleet/settling/settle-vehicles.ts';
import { type JudgedVehicle, Settler } from './modules/fleet/settling/settler.ts';
import type { StartStage } from './modules/fleet/settling/stage-run.ts';
import { STAGES } from './modules/fleet/settling/stages.ts';
import { sweepMarks } from './modules/fleet/settling/sweep-marks.ts';
import { vehicleSettings } from './modules/fleet/settling/vehicle-settings.ts';
import type { Clock } from './ports/clock.ts';
import type { Devices } from './ports/devices.ts';
import type { FenceStore, Geofences } from './ports/fences.ts';
import type { FindingArchive } from './ports/finding-archive.ts';
import type { History } from './ports/history.ts';
import type { HistoryWork } from './ports/history-work.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { Reports } from './ports/reports.ts';
import type { Settlements } from './ports/settlements.ts';
import type { Tenants } from './ports/tenants.ts';
import type { VehicleEvents } from './ports/vehicle-events.ts';
import type { VehicleFacts } from './ports/vehicle-facts.ts';
import type { VehicleTrips } from './ports/vehicle-trips.ts';

export interface FleetParts {
  readonly config: Pick<WaycastConfig, 'historyRetentionDays' | 'aggregateRetentionDays'>;
  readonly history: History;
  readonly settlements: Settlements;
  readonly archive: FindingArchive;
  readonly tenants: Tenants;
  readonly vehicleFacts: VehicleFacts;
  readonly fences: FenceStore;
  readonly vehicleEvents: VehicleEvents;
  readonly live: Live;
  readonly devices: Devices;
  readonly work: HistoryWork;
  readonly ingest: Ingest;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What school trips make of the fixes. */
  readonly schoolTrips: TripParts;
}

/** Trips as a stage of settling; what they come to is told to whoever asked for it. */
export interface TripParts {
  readonly vehicleTrips: VehicleTrips;
  readonly stage: StartStage;
  readonly onJudged: (vehicles: readonly JudgedVehicle[]) => void;
  /** Called once, with what has vehicles judged again whose trips have changed. */
  readonly onSettling: (demand: (demands: readonly Demand[]) => void) => void;
}

/** What the fixes mean, kept up with history while the server runs, and reported; and the devices that send them. */
export interface Fleet {
  readonly reports: Reports;
  readonly geofences: Geofences;
  readonly devices: DeviceRegistry;
}

export function openFleet(parts: FleetParts, closers: Closers): Fleet {
  const { config, history, settlements, archive, tenants, vehicleFacts, schoolTrips, clock, log } = parts;
  const { geofences, vehicleFences } = openFences({ ...parts, store: parts.fences });
  const endPublishing = publishFenceEvents({ ...parts, events: parts.vehicleEvents });
  const settler = new Settler({
    settlements,
    clock,
    log,
    stages: [...STAGES, schoolTrips.stage],
    settingsOf: vehicleSettings({
      tenants,
      vehicleFacts,
      vehicleFences,
      vehicleTrips: schoolTrips.vehicleTrips,
      clock,
    }),
    onJudged: schoolTrips.onJudged,
  });
  schoolTrips.onSettling((demands) => settler.demand(demands));
  closers.push(
    endPublishing,
    () => settler.close(),
    history.onStored((fixes) => settler.stored(fixes)),
    keepSettled({
      settler,
      settlements,
      clock,
      log,
      checkpointDays: config.historyRetentionDays,
      findingDays: config.aggregateRetentionDays,
      alsoSweep: sweepMarks({ work: parts.work, settlements, settler }),
    }),
  );
  const devices = createDeviceRegistry(parts);
  closers.push(() => devices.close());
  return { reports: createReports({ archive, history, clock }), geofences, devices };
}
