import { runAlone } from '../processes/run-alone.ts';
import type { Matched, MatchedFigures } from '../roads/matched.ts';
import { type Contender, type RunOptions, type Scenario, scaled } from '../scenario.ts';

const [STREETS, DRIVES] = [40, 100];

function driven(name: string, sigmaM: number, everyS: number): Contender {
  return {
    name,
    async measure(options: RunOptions) {
      const drives = scaled(DRIVES, options);
      const input: Matched = { streets: STREETS, sigmaM, everyS, drives, seconds: options.seconds };
      const figures = await runAlone<MatchedFigures>({ program: 'road-matching', input });
      return {
        perCpuSecond: figures.perCpuSecond,
        extra: {
          'middle pass/CPU s': figures.middlePerCpuSecond,
          'first pass/CPU s': figures.coldPerCpuSecond,
          'true piece, % of distance': figures.rightPercent,
          'µs/observation in batches of 30': figures.continuedUs,
          'building ms': figures.buildMs,
          'memory MB': figures.heldMb,
        },
      };
    },
  };
}

const USUAL = 'σ 5 m, every second';
const HARDEST = 'σ 15 m, every second';

/** Without a server: which road an observation is on, in the memory of one process. */
export const matching: Scenario = {
  name: 'matching',
  title: 'Traces over a town with a crossing every 45 m, matched to its roads; errors last 20 s',
  unit: 'observations matched',
  goal: 'at least 5,000 observations a second of one core, also when nothing has been looked up yet',
  goals: [USUAL, HARDEST].flatMap((of) =>
    ['perCpuSecond', 'first pass/CPU s'].map((figure) => ({ of, figure, versus: 'plain', atLeast: 5000 })),
  ),
  contenders: [driven(USUAL, 5, 1), driven(HARDEST, 15, 1), driven('σ 5 m, every 5 s', 5, 5)],
};
