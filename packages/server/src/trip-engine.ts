import type { Fix } from '@waycast/contract';
import { EtaModel } from './modules/school/eta/eta-model.ts';
import type { StopCall } from './modules/school/eta/start-of-leads.ts';
import { bandsIn } from './modules/school/eta/time-band.ts';
import { etaPlanOf } from './modules/school/live/eta-plans.ts';
import { type KnownTrip, toRun } from './modules/school/live/known-trips.ts';
import { momentOf, type TripMoment } from './modules/school/live/trip-moment.ts';
import { Preparation } from './modules/school/running/prepared-trip.ts';
import { type RunFinding, RunningState } from './modules/school/running/running-state.ts';
import { tripStage } from './modules/school/running/trip-stage.ts';
import type { TripPlan } from './ports/trip-plan.ts';
import type { TripFacts } from './ports/trip-runs.ts';
import type { TripsInReach } from './ports/vehicle-trips.ts';

export type { StopCall } from './modules/school/eta/start-of-leads.ts';
export { KeptMoment } from './modules/school/live/kept-moment.ts';
export type { TripMoment } from './modules/school/live/trip-moment.ts';
export type { RunFinding } from './modules/school/running/running-state.ts';
export type { PlannedStop, TripPlan } from './ports/trip-plan.ts';

/** A trip of one vehicle. Times are epoch ms. */
export interface TripToFollow {
  /** Unique among the trips of all days. */
  readonly tripId: string;
  readonly routeId: string;
  readonly vehicleId: string;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly plan: TripPlan;
}

/**
 * The engine of school trips without a server: plans and fixes in, visits and arrival times out, for simulations and
 * for measuring it. Pure but for what it learns: no clock and no I/O, so a day can be driven at any speed. It judges
 * the fixes that it is given; the server's judge, which leaves out impossible ones, is not part of it.
 */
export class TripEngine {
  readonly #preparation = new Preparation();
  readonly #model: EtaModel;

  /** Arrival times are learned by the hours of an IANA time zone. Throws RangeError for one that there is not. */
  constructor(timeZone: string) {
    this.#model = new EtaModel(bandsIn(timeZone));
  }

  /**
   * A trip to be driven; with the `state` that another one of the same trip had, plain JSON, it goes on from there.
   * Throws ZodError for a state of another shape.
   */
  follow(trip: TripToFollow, state?: unknown): FollowedTrip {
    const from = state === undefined ? tripStage.start() : RunningState.parse(state);
    return new FollowedTrip(this.#known(trip), trip.vehicleId, this.#model, from);
  }

  /** Learns from a trip that was driven; tell the calls of all trips in order of time. */
  learn(trip: TripToFollow, calls: readonly StopCall[]): void {
    const plan = etaPlanOf(trip);
    for (const call of calls) this.#model.learn(plan, call);
  }

  #known({ plan, ...trip }: TripToFollow): KnownTrip {
    const { line: _line, ...listed } = plan;
    const prepared = this.#preparation.prepare(plan);
    return { trip: { ...factsOf(trip), plan: { ...listed, stops: prepared.stops } }, prepared };
  }
}

/** A trip under way. */
export class FollowedTrip {
  readonly #known: KnownTrip;
  readonly #vehicleId: string;
  readonly #model: EtaModel;
  readonly #setting: { readonly trips: TripsInReach };
  #state: RunningState;

  constructor(known: KnownTrip, vehicleId: string, model: EtaModel, state: RunningState) {
    this.#known = known;
    this.#vehicleId = vehicleId;
    this.#model = model;
    const trips = [toRun(known.trip, vehicleId, known.prepared)];
    this.#setting = { trips: { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, trips } };
    this.#state = state;
  }

  /** All that is known of it: plain JSON. */
  get state(): unknown {
    return this.#state;
  }

  /**
   * The vehicle's next fix, by ascending device time: what it shows of the run, of visits and of stretches off the
   * route. An end, and a better time of an arrival, come as a finding of the same key once more.
   */
  judge(fix: Fix): readonly RunFinding[] {
    const { state, found } = tripStage.step(this.#state, fix, this.#setting);
    this.#state = state;
    return found;
  }

  /** Where it stands by the fixes so far, with every stop to come; undefined: it does not run. */
  moment(): TripMoment | undefined {
    const run = this.#state.runs.find(({ phase }) => phase === 'running');
    return run === undefined ? undefined : momentOf(this.#known, this.#vehicleId, run, this.#model);
  }

  /** Teaches the engine its last two visits, of which it may have known less; call it when a visit was found. */
  learn(): void {
    const plan = etaPlanOf(this.#known.trip);
    const [run] = this.#state.runs;
    for (const { sequence, arrivedAt, departedAt } of run?.visits.visits.slice(-2) ?? [])
      this.#model.learn(plan, { stopSequence: sequence, arrivedAt, departedAt });
  }
}

/** As it would be stored when nobody has said or changed anything. */
function factsOf(trip: Omit<TripToFollow, 'plan'>): TripFacts {
  const { tripId, routeId, vehicleId, scheduledStart, scheduledEnd } = trip;
  return {
    ...{ tenant: 'default', tripId, routeId, vehicleId, scheduledStart, scheduledEnd },
    scheduleId: null,
    serviceDate: new Date(scheduledStart).toISOString().slice(0, 10),
    status: 'SCHEDULED',
    driverId: null,
    startedAt: null,
    startedBy: null,
    endedAt: null,
    endedBy: null,
    reason: null,
    revision: 1,
    updatedAt: scheduledStart,
    vehicles: [{ vehicleId, fromAt: Number.NEGATIVE_INFINITY, untilAt: Number.POSITIVE_INFINITY }],
  };
}
