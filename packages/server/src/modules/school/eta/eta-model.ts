import { LRUCache } from 'lru-cache';
import { Blend } from './blend.ts';
import { eachLead, type Learned, type Situation } from './leads.ts';
import { learnStep } from './learn-step.ts';
import { Misses } from './misses.ts';
import { Paces } from './paces.ts';
import { type PreparedPlan, prepare, type TripPlan } from './plan.ts';
import { type StartOfLeads, type StopCall, startOfLeads, type TripProgress } from './start-of-leads.ts';
import type { BandOf } from './time-band.ts';
import { TripRun } from './trip-run.ts';

/** When a vehicle will arrive at a stop; epoch ms, p10 <= predictedAt <= p50 <= p90. */
export interface StopEta {
  readonly stopSequence: number;
  readonly stopId: string;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** What to show: earlier than the median, by as much as does best in the ETA Accuracy Benchmark. */
  readonly predictedAt: number;
}

/** Of one model. The least recently used is forgotten first. */
export interface EtaBounds {
  /** Pairs of neighbouring stops of a route; about 400 bytes each. */
  readonly legs: number;
  readonly patterns: number;
  /** Running trips whose own pace is known; up to 4 kB each. */
  readonly trips: number;
}

const BOUNDS: EtaBounds = { legs: 20_000, patterns: 1000, trips: 2000 };
/** Of the stops ahead, every so manieth is learned from, another one at each call; farther ahead, fewer. */
const STRIDE = 5;
const NEAR_S = 1100;
const FAR_STRIDE = 15;
const FARTHEST_S = 3600;

/**
 * Arrival times of one tenant's trips, learned from its own calls. Pure: no clock, no I/O; what it says at a moment
 * follows from what it was told before, in that order. Nothing is kept on disk: telling it the stored visits of some
 * weeks again takes some 30 µs each.
 */
export class EtaModel {
  readonly #learned: Learned;
  readonly #bandOf: BandOf;
  readonly #runs: LRUCache<string, TripRun>;

  /** `bandOf` is that of the tenant's time zone. */
  constructor(bandOf: BandOf, bounds: EtaBounds = BOUNDS) {
    this.#bandOf = bandOf;
    this.#learned = { paces: new Paces(bounds), blend: new Blend(), misses: new Misses(bounds) };
    this.#runs = new LRUCache({ max: bounds.trips });
  }

  /**
   * A vehicle called at a stop; tell it in order of time. Tell it a second time when the departure is known. A call
   * at a stop before the trip's newest, or at none of the plan, teaches nothing: the way across it has been learned.
   * Returns whether it was new.
   */
  learn(plan: TripPlan, call: StopCall): boolean {
    const prepared = prepare(plan);
    const stop = prepared.indexes.get(call.stopSequence);
    if (stop === undefined) return false;
    const run = this.#runs.get(plan.tripId);
    if (run !== undefined && stop < run.stop) return false;
    if (run !== undefined && stop === run.stop) return this.#learnDeparture(prepared, run, call);
    const next = run ?? new TripRun(stop, call.arrivedAt, call.departedAt);
    if (run === undefined) this.#runs.set(plan.tripId, next);
    else this.#learnArrival(prepared, run, stop, call);
    if (call.departedAt !== null) this.#learnDwell(prepared, next);
    this.#open(prepared, next);
    return true;
  }

  /** The trip is over; nothing more is kept of it. */
  forget(tripId: string): void {
    this.#runs.delete(tripId);
  }

  /**
   * Every stop to come, in order, by what was known at a moment (epoch ms): calls and positions after it count as
   * unknown. Without a call, the trip starts when it is scheduled to, or now when that is over.
   */
  predict(plan: TripPlan, progress: TripProgress, at: number): StopEta[] {
    const prepared = prepare(plan);
    const start = startOfLeads(plan, prepared, progress, at);
    const situation = this.#situation(this.#runs.get(plan.tripId), at);
    const etas: StopEta[] = [];
    let silenceS = 0;
    let before = at;
    eachLead(this.#learned, prepared, start, situation, (lead) => {
      const stop = plan.stops[lead.stop];
      if (stop === undefined) return;
      if (etas.length === 0) silenceS = this.#silenceS(prepared, start, lead.leadS, at);
      const zero = start.knownAt + silenceS * 1000;
      const p10 = Math.max(at, zero + lead.lowS * 1000);
      const p50 = Math.max(before, p10, zero + lead.middleS * 1000);
      const shown = Math.max(p10, zero + lead.shownS * 1000);
      etas.push({
        stopSequence: stop.sequence,
        stopId: stop.stopId,
        p10: Math.round(p10),
        p50: Math.round(p50),
        p90: Math.round(Math.max(p50, zero + lead.highS * 1000)),
        predictedAt: Math.round(Math.min(shown, p50)),
      });
      before = p50;
    });
    return etas;
  }

  /**
   * By how much longer the first stop takes than was thought, since the vehicle has not been heard of: the rest of
   * the lead never becomes nothing, and what is long overdue is still some way off.
   */
  #silenceS(prepared: PreparedPlan, start: StartOfLeads, leadS: number, at: number): number {
    const silentS = (at - start.knownAt) / 1000;
    if (silentS <= 0 || start.waiting) return 0;
    const { misses } = this.#learned;
    const unsureS = 0.5 * misses.usualS(leadS) * misses.levelOf(prepared.patternKey);
    const restS = leadS - silentS;
    const expectedS = unsureS * Math.log1p(Math.exp(Math.min(restS / unsureS, 30)));
    const overdueS = Math.max(0, -restS);
    return Math.max(0, Math.max(expectedS, restS) + 0.15 * overdueS - restS);
  }

  #learnArrival(prepared: PreparedPlan, run: TripRun, stop: number, call: StopCall): void {
    const { blend, misses, paces } = this.#learned;
    run.open.settle(stop, (made) => {
      const leadS = (call.arrivedAt - made.madeAt) / 1000;
      blend.learn(made, leadS);
      misses.learn(prepared.patternKey, made.leadS, made.level, leadS - made.leadS, call.arrivedAt);
    });
    learnStep(paces, prepared, run, stop, call.arrivedAt, this.#bandOf(run.arrivedAt));
    run.stop = stop;
    run.arrivedAt = call.arrivedAt;
    run.departedAt = call.departedAt;
  }

  #learnDeparture(prepared: PreparedPlan, run: TripRun, call: StopCall): boolean {
    if (run.departedAt !== null || call.departedAt === null) return false;
    run.departedAt = call.departedAt;
    this.#learnDwell(prepared, run);
    return true;
  }

  #learnDwell({ legs }: PreparedPlan, { stop, arrivedAt, departedAt }: TripRun): void {
    const leg = legs[stop];
    if (leg === undefined || departedAt === null || (leg.holdUntil ?? 0) > arrivedAt) return;
    this.#learned.paces.learnDwell(leg, (departedAt - arrivedAt) / 1000, departedAt);
  }

  /** Predictions to learn from when their stops are reached. */
  #open(prepared: PreparedPlan, run: TripRun): void {
    const { stop, arrivedAt, departedAt } = run;
    const standing = departedAt !== arrivedAt;
    const start = { next: stop + 1, knownAt: arrivedAt, ahead: 1, standing, stoodS: 0, waiting: false };
    const level = this.#learned.misses.levelOf(prepared.patternKey);
    const phase = run.calls++ * 3;
    eachLead(this.#learned, prepared, start, this.#situation(run, arrivedAt), (lead) => {
      if (lead.hasWaited || lead.leadS > FARTHEST_S) return;
      const stride = lead.leadS > NEAR_S ? FAR_STRIDE : STRIDE;
      if ((lead.stop - stop + phase) % stride !== 0) return;
      run.open.add({ ...lead, madeAt: arrivedAt, level });
    });
  }

  #situation(run: TripRun | undefined, at: number): Situation {
    return { longPace: run?.longPace ?? 0, shortPace: run?.shortPace ?? 0, band: this.#bandOf(at) };
  }
}
