import type { EtaAccuracy } from '@waycast/contract';
import type { PredictionCounts, PredictionFilter, TripPredictions } from '../../../ports/trip-predictions.ts';
import { ACCURACY_BUCKETS } from '../eta/accuracy.ts';

type Score = EtaAccuracy['overall'];

const HORIZONS = ACCURACY_BUCKETS.map(({ fromMinutes, toMinutes, earlyS, lateS }) => ({
  ...{ earlyS, lateS },
  fromS: fromMinutes * 60,
  toS: toMinutes * 60,
}));

/** Scores every prediction made for the trips of some days, with what became of it, by the ETA Accuracy Benchmark. */
export async function scoreEtas(
  predictions: Pick<TripPredictions, 'count'>,
  tenant: string,
  filter: PredictionFilter,
): Promise<EtaAccuracy> {
  const counts = await predictions.count(tenant, filter, HORIZONS);
  const groups = Map.groupBy(counts, ({ date, routeId }) => JSON.stringify([date, routeId]));
  return {
    overall: scoreOf(counts),
    routes: [...groups.values()].flatMap((some) => {
      const [first] = some;
      return first === undefined ? [] : [{ routeId: first.routeId, date: first.date, ...scoreOf(some) }];
    }),
  };
}

function scoreOf(counts: readonly PredictionCounts[]): Score {
  const buckets = ACCURACY_BUCKETS.map(({ fromMinutes, toMinutes }, horizon) => {
    const some = counts.filter((one) => one.horizon === horizon);
    const [predictions, accurate] = [sum(some, 'predictions'), sum(some, 'accurate')];
    return {
      horizon: `${fromMinutes}-${toMinutes}`,
      ...{ predictions, accurate, percent: share(accurate, predictions) },
    };
  });
  const percents = buckets.flatMap(({ percent }) => percent ?? []);
  const predictions = sum(counts, 'predictions');
  return {
    predictions,
    percent: percents.length === 0 ? null : percents.reduce((a, b) => a + b, 0) / percents.length,
    coverage: share(sum(counts, 'covered'), predictions),
    buckets,
  };
}

function sum(counts: readonly PredictionCounts[], of: 'predictions' | 'accurate' | 'covered'): number {
  return counts.reduce((total, one) => total + one[of], 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}
