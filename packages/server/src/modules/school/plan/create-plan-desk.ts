import { WaycastError } from '@waycast/contract';
import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type { PlanStore } from '../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import { createCalendarDesk } from './calendar-desk.ts';
import { createRouteDesk } from './route-desk.ts';
import { createScheduleDesk } from './schedule-desk.ts';
import { createStopDesk } from './stop-desk.ts';

export interface PlanDeskParts {
  readonly store: PlanStore;
  readonly tenants: Tenants;
}

/** Joins the parts; nothing is asked yet. */
export function createPlanDesk({ store }: PlanDeskParts): SchoolPlanDesk {
  return {
    stops: createStopDesk(store),
    routes: createRouteDesk(store),
    calendars: createCalendarDesk(store),
    schedules: createScheduleDesk(store),
    importGtfs: async () => {
      throw new WaycastError('unavailable', 'soon');
    },
    exportGtfs: async () => {
      throw new WaycastError('unavailable', 'soon');
    },
  };
}
