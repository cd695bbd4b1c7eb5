import type { PlannedStop } from '../../../ports/trip-plan.ts';
import type { PredictedStop, Prediction } from '../../../ports/trip-predictions.ts';
import type { TripProgress } from '../../../ports/trip-progress.ts';
import type { NextStop, TripState } from '../../../ports/trip-states.ts';
import type { ListedTrip } from '../../../ports/trips.ts';
import type { EtaModel } from '../eta/eta-model.ts';
import type { StopCall } from '../eta/start-of-leads.ts';
import type { TripRun } from '../running/running-state.ts';
import { etaPlanOf } from './eta-plans.ts';
import type { KnownTrip } from './known-trips.ts';

/** Where a running trip stands with a fix, and when it will be at the stops that remain. */
export interface TripMoment {
  /** Device time of the fix, epoch ms. */
  readonly at: number;
  readonly vehicleId: string;
  readonly state: TripState;
  readonly stops: readonly PredictedStop[];
  /** Metres along the line; null: not on it. */
  readonly alongM: number | null;
}

/** Pure: what follows from the fixes judged so far, by their own time. */
export function momentOf(
  known: KnownTrip,
  vehicleId: string,
  run: TripRun,
  model: EtaModel,
): TripMoment | undefined {
  const { visits, engaged } = run;
  const at = visits.lastAt;
  if (at === null) return undefined;
  const alongM = engaged && visits.offRouteSince === null ? visits.progressM : null;
  const progress = { lastCall: lastCall(run), position: alongM === null ? null : { alongM, at } };
  const from = visits.nextSequence;
  const stops =
    from === null
      ? []
      : model
          .predict(etaPlanOf(known.trip), progress, at)
          .filter(({ stopSequence }) => stopSequence >= from)
          .map(({ stopSequence: sequence, predictedAt, p10, p50, p90 }) => ({
            sequence,
            predictedAt,
            p10,
            p50,
            p90,
          }));
  const away = engaged ? visits.offRouteSince : null;
  const state: TripState = {
    delayS: delayOf(known.trip, run, stops),
    offRouteSince: away,
    nextStop: nextStopOf(known.trip, stops),
    alerts: [
      ...(away === null ? [] : ['off_route']),
      ...(hasSkipped(known.trip, vehicleId, run) ? ['skipped_stop'] : []),
    ],
    location: locationOf(known, run),
    at,
  };
  return { at, vehicleId, state, stops, alongM };
}

function lastCall({ visits: { visits } }: TripRun): StopCall | null {
  const last = visits.at(-1);
  if (last === undefined) return null;
  return { stopSequence: last.sequence, arrivedAt: last.arrivedAt, departedAt: last.departedAt };
}

export function nextStopOf({ plan }: ListedTrip, [next]: readonly PredictedStop[]): NextStop | null {
  const stop = next && stopOf(plan, next.sequence);
  if (next === undefined || stop === undefined) return null;
  const { stopId, sequence, name } = stop;
  return { stopId, sequence, name, eta: next.predictedAt, p10: next.p10, p90: next.p90 };
}

/** Of the next stop as predicted; with none left, of the last one as it was. */
function delayOf({ plan }: ListedTrip, { visits }: TripRun, [next]: readonly PredictedStop[]): number | null {
  const last = visits.visits.at(-1);
  const [sequence, at] = next === undefined ? [last?.sequence, last?.arrivedAt] : [next.sequence, next.p50];
  const planned = plan.stops.find((stop) => stop.sequence === sequence)?.arrival ?? null;
  return planned === null || at === undefined ? null : Math.round((at - planned) / 1000);
}

/** Who takes a trip over has not passed by what lies behind. */
function hasSkipped({ vehicles }: ListedTrip, vehicleId: string, { visits, engaged }: TripRun): boolean {
  const first = visits.visits[0]?.sequence ?? Number.POSITIVE_INFINITY;
  const isFirst = vehicles[0]?.vehicleId === vehicleId;
  return engaged && visits.skipped.some((sequence) => isFirst || sequence > first);
}

function locationOf({ prepared }: KnownTrip, { visits }: TripRun): TripState['location'] {
  const last = visits.fixes.at(-1);
  return last === undefined ? null : prepared.visit.line.path.plane.at(last.x, last.y);
}

/** For those whom single stops concern. */
export function progressOf(
  { trip }: KnownTrip,
  { at, vehicleId, state, stops, alongM }: TripMoment,
): TripProgress {
  return {
    ...{ tenant: trip.tenant, tripId: trip.tripId, vehicleId, at, location: state.location },
    perStop: stops.map(({ sequence, predictedAt, p10 }) => ({
      ...{ sequence, etaP10: p10, eta: predictedAt },
      distanceM: aheadM(trip, sequence, alongM),
    })),
  };
}

/** Metres of the way to a stop; as long as it can be while the vehicle is not on its line. */
export function aheadM({ plan }: ListedTrip, sequence: number, alongM: number | null): number {
  const stop = stopOf(plan, sequence);
  return stop === undefined || alongM === null ? Number.POSITIVE_INFINITY : Math.max(0, stop.alongM - alongM);
}

export function predictionOf({ trip }: KnownTrip, { at, stops, state }: TripMoment): Prediction {
  const { delayS, offRouteSince, alerts, location } = state;
  return {
    ...{ tenant: trip.tenant, tripId: trip.tripId, madeAt: at, stops },
    state: { delayS, offRouteSince, alerts, location },
  };
}

/** Sequence numbers mostly count from 1. */
export function stopOf({ stops }: ListedTrip['plan'], sequence: number): PlannedStop | undefined {
  const usual = stops[sequence - 1];
  return usual?.sequence === sequence ? usual : stops.find((stop) => stop.sequence === sequence);
}
