import { AccuracyTally, type EtaModel, type StopEta } from '@waycast/server/evaluate-eta';
import { BASELINES, type Baseline, Baselines } from './baselines.ts';
import type { LocatedCall } from './locate-calls.ts';

/** A prediction made at a call, and what came of it; epoch ms. */
export interface JudgedPrediction extends StopEta {
  readonly tripId: string;
  readonly madeAt: number;
  readonly arrivedAt: number;
}

export type Predictor = 'waycast' | Baseline;

/** The farthest arrivals that are predicted. */
const HORIZON_MS = 900_000;
/** A vehicle not heard of for longer is no longer expected, if another serves the trip too. */
const SILENT_MS = 900_000;

/** Runs the engine over calls in order of time, and scores it beside the baselines. */
export class EtaEvaluation {
  readonly tallies: ReadonlyMap<Predictor, AccuracyTally> = new Map(
    ([...BASELINES, 'waycast'] as const).map((predictor) => [predictor, new AccuracyTally()]),
  );
  readonly #model: EtaModel;
  readonly #baselines: Baselines;
  readonly #training: readonly LocatedCall[];
  readonly #test: readonly LocatedCall[];
  /** Of the test, by trip and day. */
  readonly #ofTrip: ReadonlyMap<string, LocatedCall[]>;
  /** Newest call of each vehicle, by trip and day. */
  readonly #newest = new Map<string, Map<LocatedCall['plan'], LocatedCall>>();

  constructor(model: EtaModel, training: readonly LocatedCall[], test: readonly LocatedCall[]) {
    this.#model = model;
    this.#baselines = new Baselines(training);
    this.#training = training;
    this.#test = test;
    this.#ofTrip = Map.groupBy(test, ({ tripDay }) => tripDay);
  }

  /**
   * Each test call's predictions, in order of time. A call is learned at its time, whichever file it is from, and
   * predictions are made when all calls of that moment are known.
   */
  *run(): Generator<readonly JudgedPrediction[]> {
    let training = 0;
    let next = 0;
    while (next < this.#test.length) {
      const at = this.#test[next]?.at ?? 0;
      for (let call = this.#training[training]; call && call.at <= at; call = this.#training[++training])
        this.#learn(call);
      const first = next;
      for (let call = this.#test[next]; call && call.at === at; call = this.#test[++next]) this.#learn(call);
      for (const call of this.#test.slice(first, next)) yield this.#judge(call);
    }
  }

  #learn(call: LocatedCall): void {
    // The times are of vehicles passing: standing is part of the way.
    const isNew = this.#model.learn(call.plan, toStopCall(call));
    if (!isNew) return;
    const vehicles = this.#newest.get(call.tripDay) ?? new Map<LocatedCall['plan'], LocatedCall>();
    vehicles.set(call.plan, call);
    this.#newest.set(call.tripDay, vehicles);
  }

  #judge(call: LocatedCall): JudgedPrediction[] {
    const etas = this.#predict(call);
    const baselines = this.#baselines.predict(call);
    const judged: JudgedPrediction[] = [];
    for (const [stop, arrivedAt] of this.#arrivalsAfter(call)) {
      const eta = etas.get(stop);
      if (eta === undefined) continue;
      judged.push({ ...eta, tripId: call.trip.tripId, madeAt: call.at, arrivedAt });
      this.tallies.get('waycast')?.add({ ...eta, madeAt: call.at, arrivedAt });
      const others = baselines.get(stop);
      if (others === undefined) continue;
      for (const name of BASELINES)
        this.tallies.get(name)?.add({ madeAt: call.at, arrivedAt, predictedAt: others[name] });
    }
    return judged;
  }

  /** By stop index. Where several vehicles serve the trip, the one that comes first is predicted. */
  #predict(call: LocatedCall): Map<number, StopEta> {
    const etas = this.#predictFrom(call, call.at);
    for (const newest of this.#newest.get(call.tripDay)?.values() ?? []) {
      if (newest.plan === call.plan || call.at - newest.at > SILENT_MS) continue;
      for (const [stop, eta] of this.#predictFrom(newest, call.at)) {
        const known = etas.get(stop);
        if (known === undefined || eta.predictedAt < known.predictedAt) etas.set(stop, eta);
      }
    }
    return etas;
  }

  #predictFrom(newest: LocatedCall, at: number): Map<number, StopEta> {
    const progress = { lastCall: toStopCall(newest), position: null };
    const etas = this.#model.predict(newest.plan, progress, at);
    return new Map(etas.map((eta, index) => [newest.stop + 1 + index, eta]));
  }

  /** Which of the later stops were reached within the horizon, and when: that is what is to be predicted. */
  #arrivalsAfter({ tripDay, stop, at }: LocatedCall): Map<number, number> {
    const arrivals = new Map<number, number>();
    for (const later of this.#ofTrip.get(tripDay) ?? []) {
      if (later.stop <= stop || later.at <= at || later.at - at > HORIZON_MS) continue;
      if (!arrivals.has(later.stop)) arrivals.set(later.stop, later.at);
    }
    return arrivals;
  }
}

function toStopCall({ plan, stop, at }: LocatedCall): {
  stopSequence: number;
  arrivedAt: number;
  departedAt: number;
} {
  return { stopSequence: plan.stops[stop]?.sequence ?? -1, arrivedAt: at, departedAt: at };
}
