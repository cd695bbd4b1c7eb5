import { runAlone } from '../processes/run-alone.ts';
import { type Contender, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import type { NearestFigures, Search } from '../taxi/search.ts';

const DRIVERS = 50_000;

function within(name: string, spreadDegrees: number): Contender {
  return {
    name,
    async measure(options: RunOptions) {
      const input: Search = { drivers: scaled(DRIVERS, options), spreadDegrees, seconds: options.seconds };
      const figures = await runAlone<NearestFigures>({ program: 'nearest', input });
      const { p50Ms, p99Ms, bestP99Ms, moveUs } = figures;
      return { p50Ms, p99Ms, extra: { 'p99 of best of 5 ms': bestP99Ms, 'µs/move': moveUs } };
    },
  };
}

const NAMES = { town: 'in one town of 15 km', country: 'in a country of 500 km' } as const;

/** Without a server: the index of free drivers, in the memory of one process, while they move. */
export const dispatchNearest: Scenario = {
  name: 'dispatch-nearest',
  title: 'The 20 nearest of 50,000 drivers within 20 km, of whom half are to be had, while all move',
  unit: 'searches',
  goal: 'below 1 ms, also at p99; of the best of five searches from each place, where other programs share the machine',
  goals: Object.values(NAMES).flatMap((of) =>
    ['p50Ms', 'p99 of best of 5 ms'].map((figure) => ({ of, figure, versus: 'plain', atMost: 1 })),
  ),
  contenders: [within(NAMES.town, 0.07), within(NAMES.country, 2.3)],
};
