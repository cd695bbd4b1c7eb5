import type { ListedTrip } from '../../../ports/trips.ts';
import type { TripPlan as EtaPlan } from '../eta/plan.ts';

const plans = new WeakMap<ListedTrip['plan'], EtaPlan>();

/** A trip as times are predicted for it; the same object for the same trip. */
export function etaPlanOf({ tripId, routeId, plan }: ListedTrip): EtaPlan {
  const known = plans.get(plan);
  if (known !== undefined) return known;
  const made: EtaPlan = {
    ...{ tripId, routeId },
    patternId: plan.direction,
    stops: plan.stops.map(({ sequence, stopId, arrival, departure, alongM }) => ({
      ...{ stopId, alongM },
      stopSequence: sequence,
      scheduledAt: arrival,
      departsAt: departure,
    })),
  };
  plans.set(plan, made);
  return made;
}
