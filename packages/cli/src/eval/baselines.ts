import type { PlannedStop } from '@waycast/server/evaluate-eta';
import type { LocatedCall } from './locate-calls.ts';

/** What any prediction has to beat. */
export const BASELINES = [
  'schedule',
  'constant delay',
  'median segment times',
  'mean of the last two',
] as const;
export type Baseline = (typeof BASELINES)[number];

/** What they predict at a call for the later stops; epoch ms. */
export type BaselinePredictions = Readonly<Record<Baseline, number>>;

/** Median times from stop to stop, learned from training calls only. */
export class Baselines {
  readonly #medianMs = new Map<string, number>();

  constructor(training: readonly LocatedCall[]) {
    const times = new Map<string, number[]>();
    const newest = new Map<LocatedCall['plan'], LocatedCall>();
    for (const call of training) {
      const before = newest.get(call.plan);
      newest.set(call.plan, call);
      if (before === undefined || before.stop + 1 !== call.stop) continue;
      const key = legOf(call.plan.stops, before.stop);
      const known = times.get(key);
      if (known === undefined) times.set(key, [call.at - before.at]);
      else known.push(call.at - before.at);
    }
    for (const [key, all] of times) this.#medianMs.set(key, medianOf(all));
  }

  /** By stop index, for the stops after the call's; those without a scheduled time are left out. */
  predict({ plan: { stops }, stop, at }: LocatedCall): Map<number, BaselinePredictions> {
    const predictions = new Map<number, BaselinePredictions>();
    const here = stops[stop]?.arrival ?? null;
    let median = at;
    for (let index = stop + 1; index < stops.length; index++) {
      const scheduled = stops[index]?.arrival ?? null;
      const legMs = (scheduled ?? 0) - (stops[index - 1]?.arrival ?? 0);
      median += this.#medianMs.get(legOf(stops, index - 1)) ?? legMs;
      if (scheduled === null || here === null) continue;
      const constant = at + scheduled - here;
      predictions.set(index, {
        schedule: scheduled,
        'constant delay': constant,
        'median segment times': median,
        'mean of the last two': (constant + median) / 2,
      });
    }
    return predictions;
  }
}

function legOf(stops: readonly PlannedStop[], index: number): string {
  return `${stops[index]?.stopId}>${stops[index + 1]?.stopId}`;
}

function medianOf(values: number[]): number {
  values.sort((one, other) => one - other);
  return values[Math.floor(values.length / 2)] ?? 0;
}
