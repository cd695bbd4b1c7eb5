import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type { PlanStore } from '../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import { createCalendarDesk } from './calendar-desk.ts';
import { exportGtfs } from './gtfs/export-gtfs.ts';
import { importGtfs } from './gtfs/import-gtfs.ts';
import { createRouteDesk } from './route-desk.ts';
import { createScheduleDesk } from './schedule-desk.ts';
import { createStopDesk } from './stop-desk.ts';

export interface PlanDeskParts {
  readonly store: PlanStore;
  readonly tenants: Tenants;
  /** PUBLIC_URL, which names the agency of an exported feed. */
  readonly publicUrl: string | undefined;
}

/** Joins the parts; nothing is asked yet. */
export function createPlanDesk(parts: PlanDeskParts): SchoolPlanDesk {
  const { store } = parts;
  return {
    stops: createStopDesk(store),
    routes: createRouteDesk(store),
    calendars: createCalendarDesk(store),
    schedules: createScheduleDesk(store),
    importGtfs: (tenant, zip, dryRun) => importGtfs(parts, tenant, zip, dryRun),
    exportGtfs: (tenant) => exportGtfs(parts, tenant),
  };
}
