import type { PlannedStop } from '../../../ports/trip-plan.ts';
import type { ListedTrip } from '../../../ports/trips.ts';
import type { TripPlan as EtaPlan, PlannedStop as EtaStop } from '../eta/plan.ts';

const plans = new WeakMap<object, EtaPlan>();

/** A trip as times are predicted for it; the same object for the same trip. */
export function etaPlanOf({
  tripId,
  routeId,
  plan,
}: Pick<ListedTrip, 'tripId' | 'routeId' | 'plan'>): EtaPlan {
  const known = plans.get(plan);
  if (known !== undefined) return known;
  const made: EtaPlan = {
    ...{ tripId, routeId },
    patternId: plan.direction,
    stops: plan.stops.map((stop) => new StopForEta(stop)),
  };
  plans.set(plan, made);
  return made;
}

/** A planned stop by the names that predictions have for its fields; a copy of each would be 5 kB a trip. */
class StopForEta implements EtaStop {
  readonly #stop: PlannedStop;

  constructor(stop: PlannedStop) {
    this.#stop = stop;
  }

  get stopId(): string {
    return this.#stop.stopId;
  }

  get stopSequence(): number {
    return this.#stop.sequence;
  }

  get scheduledAt(): number | null {
    return this.#stop.arrival;
  }

  get departsAt(): number | null {
    return this.#stop.departure;
  }

  get alongM(): number {
    return this.#stop.alongM;
  }
}
