import type { RegistryKind } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Newcomers } from '../../ports/newcomers.ts';
import type { Registry } from '../../ports/registry.ts';
import type { RegistryDesk } from '../../ports/registry-desk.ts';
import type { Tenants } from '../../ports/tenants.ts';
import { CSV_KINDS } from './csv-columns.ts';
import { DESCRIBING_DRIVERS, DESCRIBING_GROUPS, DESCRIBING_VEHICLES } from './descriptions.ts';
import { createEntryDesk, type KindWords } from './entry-desk.ts';
import { exportCsv, importCsv } from './import-csv.ts';
import { createLabels } from './labels.ts';
import { createNewcomers } from './newcomers.ts';

export interface RegistryParts {
  readonly registry: Registry;
  readonly tenants: Tenants;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the database is known to be away. */
  readonly away: () => boolean;
}

/** The registry as people manage it, and as those who report come into it. */
export interface RegistryModule {
  readonly desk: RegistryDesk;
  /** Vehicles that report. */
  readonly vehicles: Newcomers;
  /** Drivers whose token is used. */
  readonly drivers: Newcomers;
}

const WORDS: { readonly [K in RegistryKind]: KindWords } = {
  vehicles: { one: 'vehicle', many: 'vehicles', limit: 'maxVehicles', option: 'MAX_VEHICLES_PER_TENANT' },
  drivers: { one: 'driver', many: 'drivers', limit: 'maxDrivers', option: 'MAX_DRIVERS_PER_TENANT' },
  groups: { one: 'group', many: 'groups', limit: 'maxGroups', option: 'MAX_GROUPS_PER_TENANT' },
};

/** Joins the parts; nothing is asked yet. */
export function createRegistry({ registry, tenants, clock, log, away }: RegistryParts): RegistryModule {
  const labels = createLabels(registry, clock, log);
  const newcomersOf = (kind: 'vehicles' | 'drivers') =>
    createNewcomers({ entries: registry[kind], words: WORDS[kind], tenants, clock, log, away });
  const vehicles = newcomersOf('vehicles');
  const drivers = newcomersOf('drivers');
  const common = { tenants, clock, changed: labels.forget };
  const parts = {
    vehicles: {
      ...common,
      entries: registry.vehicles,
      describing: DESCRIBING_VEHICLES,
      files: CSV_KINDS.vehicles,
      words: WORDS.vehicles,
      removed: vehicles.forget,
    },
    drivers: {
      ...common,
      entries: registry.drivers,
      describing: DESCRIBING_DRIVERS,
      files: CSV_KINDS.drivers,
      words: WORDS.drivers,
      removed: drivers.forget,
    },
    groups: {
      ...common,
      entries: registry.groups,
      describing: DESCRIBING_GROUPS,
      files: CSV_KINDS.groups,
      words: WORDS.groups,
      removed: () => undefined,
    },
  };
  const importKind = {
    vehicles: (tenant: string, csv: string, dry: boolean) => importCsv(parts.vehicles, tenant, csv, dry),
    drivers: (tenant: string, csv: string, dry: boolean) => importCsv(parts.drivers, tenant, csv, dry),
    groups: (tenant: string, csv: string, dry: boolean) => importCsv(parts.groups, tenant, csv, dry),
  };
  const exportKind = {
    vehicles: (tenant: string) => exportCsv(registry.vehicles, CSV_KINDS.vehicles, tenant),
    drivers: (tenant: string) => exportCsv(registry.drivers, CSV_KINDS.drivers, tenant),
    groups: (tenant: string) => exportCsv(registry.groups, CSV_KINDS.groups, tenant),
  };
  return {
    vehicles,
    drivers,
    desk: {
      vehicles: createEntryDesk(parts.vehicles),
      drivers: createEntryDesk(parts.drivers),
      groups: createEntryDesk(parts.groups),
      async import(tenant, kind, csv, dryRun) {
        const report = await importKind[kind](tenant, csv, dryRun);
        if (report.applied) labels.forget(tenant);
        return report;
      },
      export: (tenant, kind) => exportKind[kind](tenant),
      labels: labels.of,
    },
  };
}
