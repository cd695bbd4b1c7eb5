import { LRUCache } from 'lru-cache';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { Log } from '../../../ports/log.ts';
import type { TripProgressListener } from '../../../ports/trip-progress.ts';
import type { TripFeed } from '../../../ports/trip-states.ts';
import type { RunningState, TripRun } from '../running/running-state.ts';
import type { Approaches } from './approaches.ts';
import type { EtaModels } from './eta-models.ts';
import { KeptMoment } from './kept-moment.ts';
import type { KnownTrip, KnownTrips } from './known-trips.ts';
import type { PredictionLog } from './prediction-log.ts';
import { momentOf, predictionOf, progressOf, type TripMoment } from './trip-moment.ts';

/** Trips of which the newest moment is at hand; some two kilobytes each. */
const MAX_TRIPS = 5000;
/** Trips whose tenant's model is being learned; the newest fix of each waits. */
const MAX_WAITING = 5000;

/** A vehicle whose fixes have just been judged. */
export interface FollowedVehicle extends VehicleOfTenant {
  readonly state: RunningState;
}

export interface FollowTripsParts {
  readonly trips: Pick<KnownTrips, 'get'>;
  readonly models: Pick<EtaModels, 'get' | 'ready'>;
  readonly predictions: Pick<PredictionLog, 'add'>;
  readonly approaches: Pick<Approaches, 'progressed'>;
  readonly feed: Pick<TripFeed, 'progressed'>;
  readonly listeners: () => readonly TripProgressListener[];
  readonly log: Log;
}

interface Waiting extends VehicleOfTenant {
  readonly run: TripRun;
}

/** Keeps up with trips as their fixes are judged: predicts, tells followers and decides what approaches. */
export class FollowTrips {
  readonly #parts: FollowTripsParts;
  readonly #moments = new LRUCache<string, KeptMoment>({ max: MAX_TRIPS });
  readonly #waiting = new Map<string, Waiting>();
  readonly #learning = new Set<string>();

  constructor(parts: FollowTripsParts) {
    this.#parts = parts;
  }

  /** Returns at once and never throws. */
  judged(vehicles: readonly FollowedVehicle[]): void {
    for (const { tenant, vehicleId, state } of vehicles) {
      const run = state.runs.find(({ phase }) => phase === 'running');
      if (run !== undefined) this.#follow({ tenant, vehicleId, run });
    }
  }

  /** Of a trip that this server has followed; there may be newer ones elsewhere. */
  momentOf(tenant: string, tripId: string): TripMoment | undefined {
    return this.#moments.get(`${tenant} ${tripId}`)?.unpacked();
  }

  #follow(one: Waiting): void {
    const { tenant, vehicleId, run } = one;
    const key = `${tenant} ${run.tripId}`;
    const known = this.#parts.trips.get(tenant, run.tripId);
    const at = run.visits.lastAt ?? 0;
    if (known === undefined || at <= (this.#moments.get(key)?.at ?? 0)) return;
    const model = this.#parts.models.get(tenant);
    if (model === undefined) return this.#wait(key, one);
    try {
      const moment = momentOf(known, vehicleId, run, model);
      if (moment !== undefined) this.#moved(key, known, moment);
    } catch (error) {
      this.#parts.log.error({ err: error, trip: key }, 'a trip cannot be followed');
    }
  }

  #moved(key: string, known: KnownTrip, moment: TripMoment): void {
    const { predictions, approaches, feed, listeners } = this.#parts;
    this.#moments.set(key, new KeptMoment(moment));
    predictions.add(predictionOf(known, moment));
    // That it runs follows from the fix; the trip's row says so in a moment.
    const runs =
      known.trip.status === 'SCHEDULED' ? { ...known.trip, status: 'IN_PROGRESS' as const } : known.trip;
    feed.progressed(runs, moment.state);
    approaches.progressed(known, moment);
    const progress = progressOf(known, moment);
    for (const listener of listeners()) listener.progressed(progress);
  }

  #wait(key: string, one: Waiting): void {
    if (!this.#waiting.has(key) && this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(key, one);
    const { tenant } = one;
    if (this.#learning.has(tenant)) return;
    this.#learning.add(tenant);
    this.#parts.models
      .ready(tenant)
      .catch((error) => {
        // The next fix asks again.
        if (!isUnavailable(error))
          this.#parts.log.error({ err: error, tenant }, 'no model of arrivals could be learned');
      })
      .finally(() => {
        this.#learning.delete(tenant);
        for (const [waitingKey, waiting] of this.#waiting)
          if (waiting.tenant === tenant) {
            this.#waiting.delete(waitingKey);
            if (this.#parts.models.get(tenant) !== undefined) this.#follow(waiting);
          }
      });
  }
}
