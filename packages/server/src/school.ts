import { createPlanDesk } from './modules/school/plan/create-plan-desk.ts';
import { createPlannedTrips } from './modules/school/plan/planned-trips.ts';
import type { SchoolPlan } from './ports/school-plan.ts';
import type { SchoolPlanDesk } from './ports/school-plan-desk.ts';
import type { PlanStore } from './ports/school-plan-store.ts';
import type { Tenants } from './ports/tenants.ts';

export interface SchoolPlanParts {
  readonly schoolPlans: PlanStore;
  readonly tenants: Tenants;
}

/** What a school plans. */
export interface OpenSchoolPlan {
  /** As people edit it. */
  readonly schoolPlan: SchoolPlanDesk;
  /** As it is run. */
  readonly plannedTrips: SchoolPlan;
}

export function openSchoolPlan({ schoolPlans, tenants }: SchoolPlanParts): OpenSchoolPlan {
  return {
    schoolPlan: createPlanDesk({ store: schoolPlans, tenants }),
    plannedTrips: createPlannedTrips(schoolPlans, tenants),
  };
}
