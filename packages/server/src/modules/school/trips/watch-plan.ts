import type { PlanStore } from '../../../ports/school-plan-store.ts';

/** The same store, which says whose plan it has changed. */
export function watchPlan(store: PlanStore, changed: (tenant: string) => void): PlanStore {
  return {
    reading: (tenant) => store.reading(tenant),
    async change(tenant, work) {
      const done = await store.change(tenant, work);
      changed(tenant);
      return done;
    },
  };
}
