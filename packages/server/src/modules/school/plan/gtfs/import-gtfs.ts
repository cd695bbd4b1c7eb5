import type { GtfsReport } from '@waycast/contract';
import type { PlanStore } from '../../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../../ports/tenants.ts';
import { enterPlan } from './enter-plan.ts';
import { Findings } from './findings.ts';
import { openFeed } from './open-feed.ts';
import { readPlan } from './read-plan.ts';

/** Ends a transaction in which nothing was to be kept. */
class OnlyTried extends Error {}

/** Enters the files of a GTFS zip in one transaction, or none of them where one is wrong. */
export async function importGtfs(
  { store, tenants }: { readonly store: PlanStore; readonly tenants: Tenants },
  tenant: string,
  zip: Uint8Array,
  dryRun: boolean,
): Promise<GtfsReport> {
  const { timeZone } = await tenants.settings(tenant);
  const findings = new Findings();
  const plan = await readPlan(await openFeed(zip), timeZone, findings);
  if (plan !== undefined && findings.errorCount === 0)
    await store
      .change(tenant, async (change) => {
        await enterPlan(change, plan, findings);
        if (dryRun) throw new OnlyTried();
      })
      .catch((error: unknown) => {
        if (!(error instanceof OnlyTried)) throw error;
      });
  return {
    applied: !dryRun && findings.errorCount === 0,
    stops: plan?.stops.length ?? 0,
    routes: plan?.routes.length ?? 0,
    calendars: plan?.calendars.length ?? 0,
    schedules: plan?.schedules.length ?? 0,
    errorCount: findings.errorCount,
    errors: findings.errors,
    warningCount: findings.warningCount,
    warnings: findings.warnings,
  };
}
