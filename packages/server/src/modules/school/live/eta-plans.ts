import type { ListedTrip } from '../../../ports/trips.ts';
import type { TripPlan as EtaPlan } from '../eta/plan.ts';

const plans = new WeakMap<object, EtaPlan>();

/** A trip as times are predicted for it; the same object for the same trip. */
export function etaPlanOf({
  tripId,
  routeId,
  plan,
}: Pick<ListedTrip, 'tripId' | 'routeId' | 'plan'>): EtaPlan {
  const known = plans.get(plan);
  if (known !== undefined) return known;
  const made: EtaPlan = { tripId, routeId, patternId: plan.direction, stops: plan.stops };
  plans.set(plan, made);
  return made;
}
