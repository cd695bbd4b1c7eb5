import { wallText } from '../../../kernel/wall-text.ts';
import type { SchoolPlan } from '../../../ports/school-plan.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { ListedTrip, TripCursor, Trips } from '../../../ports/trips.ts';
import { makeTrip, tripIdOf } from './make-trip.ts';
import { replan, seemsChanged } from './replan.ts';

/** Trips read at once. */
const PAGE = 500;
const DAY_MS = 86_400_000;

export interface MaterialiseParts {
  readonly plan: SchoolPlan;
  readonly trips: Pick<Trips, 'create' | 'page' | 'change'>;
  readonly tenants: Pick<Tenants, 'settings'>;
}

/** Days of a tenant whose trips are to exist: today and tomorrow on its walls. */
export async function daysToMake(
  tenants: Pick<Tenants, 'settings'>,
  tenant: string,
  now: number,
): Promise<string[]> {
  const { timeZone } = await tenants.settings(tenant);
  const today = wallText(now, timeZone).slice(0, '2026-05-04'.length);
  return [today, new Date(Date.parse(`${today}T00:00Z`) + DAY_MS).toISOString().slice(0, today.length)];
}

/**
 * Makes the trips of a day from the plan, and changes those that have not begun where the plan has changed. However
 * often and on however many servers at once, it ends in the same trips. What was over before it was planned is not made.
 * `thorough` also looks at lines whose stops stand where they stood.
 */
export async function materialise(
  { plan, trips }: Omit<MaterialiseParts, 'tenants'>,
  tenant: string,
  date: string,
  now: number,
  thorough: boolean,
): Promise<void> {
  const planned = new Map(
    (await plan.schedulesOn(tenant, date)).map((one) => [tripIdOf(one.scheduleId, date), one]),
  );
  const missing = new Map(planned);
  for await (const trip of tripsOf(trips, tenant, date)) {
    missing.delete(trip.tripId);
    const now_ = planned.get(trip.tripId);
    if (!isPlans(trip) || !(thorough || seemsChanged(trip, now_, now))) continue;
    await trips.change(tenant, trip.tripId, (found) => replan(found, now_, now));
  }
  const made = [...missing].map(([tripId, one]) =>
    makeTrip(one, { tenant, tripId, serviceDate: date, by: 'plan' }),
  );
  await trips.create(made.filter(({ scheduledEnd }) => scheduledEnd > now));
}

/** Whether the plan has a say in a trip: it has not begun, and was made from the plan. */
function isPlans({ status, plan }: ListedTrip): boolean {
  return plan.made?.by === 'plan' && (status === 'SCHEDULED' || status === 'CANCELLED');
}

async function* tripsOf(
  trips: Pick<Trips, 'page'>,
  tenant: string,
  serviceDate: string,
): AsyncGenerator<ListedTrip> {
  let after: TripCursor | undefined;
  for (;;) {
    const page = await trips.page(tenant, { serviceDate }, PAGE, after);
    yield* page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}
