import { runAlone } from '../processes/run-alone.ts';
import { type Contender, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import type { TripFigures, TripsDriven } from '../trips/trips-driven.ts';

const [TRIPS, ROUTES] = [1000, 50];

function driven(name: string, noiseM: number, everyS: number): Contender {
  return {
    name,
    async measure(options: RunOptions) {
      const trips = scaled(TRIPS, options);
      const { seconds } = options;
      const input: TripsDriven = { trips, routes: scaled(ROUTES, options), noiseM, everyS, seconds };
      const figures = await runAlone<TripFigures>({ program: 'trip-engine', input });
      return {
        perCpuSecond: 1e6 / figures.fixUs,
        extra: {
          'µs/fix': figures.fixUs,
          'µs/fix of matching and arrivals': figures.stageUs,
          'µs/fix of times': figures.etaUs,
          'µs/fix, middle pass': figures.middleFixUs,
          'stops predicted/fix': figures.stopsPredicted,
          'µs/visit of learning': figures.learnUs,
          'memory/trip kB': figures.heldKb,
          'state/trip kB': figures.stateKb,
          'largest state kB': figures.mostStateKb,
        },
      };
    },
  };
}

const USUAL = 'σ 5 m, every 10 s';

/** Without a server: matching, arrivals and all times of arrival, in the memory of one process. */
export const trips: Scenario = {
  name: 'trips',
  fullOnly: true,
  title: '1,000 running school trips of 40 stops on 50 routes, a fix of each in turn; the engine alone',
  unit: 'fixes judged and predicted from',
  goal: 'at most 100 µs of a core for a fix; at most 20 kB a trip',
  goals: [
    { of: USUAL, figure: 'µs/fix', versus: 'plain', atMost: 100 },
    { of: USUAL, figure: 'memory/trip kB', versus: 'plain', atMost: 20 },
  ],
  contenders: [
    driven(USUAL, 5, 10),
    driven('σ 20 m, every 10 s', 20, 10),
    driven('σ 20 m, every 30 s', 20, 30),
    driven('σ 5 m, every second', 5, 1),
  ],
};
