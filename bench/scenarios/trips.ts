import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { endWithParent, exited } from '../../test/fixtures/processes.ts';
import { type Contender, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import type { TripFigures, TripsDriven } from '../trips/trips-driven.ts';

const [TRIPS, ROUTES] = [1000, 50];
const PROGRAM = fileURLToPath(new URL('../trip-engine.ts', import.meta.url));

function driven(name: string, noiseM: number, everyS: number): Contender {
  return {
    name,
    async measure(options: RunOptions) {
      const trips = scaled(TRIPS, options);
      const { seconds } = options;
      const figures = await drive({ trips, routes: scaled(ROUTES, options), noiseM, everyS, seconds });
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

/** In a process of its own, so that its heap holds nothing else. */
async function drive(trips: TripsDriven): Promise<TripFigures> {
  const directory = await mkdtemp(join(tmpdir(), 'waycast-bench-'));
  const command = [process.execPath, '-C', 'waycast-source', '--expose-gc', PROGRAM, JSON.stringify(trips)];
  const child = spawn('taskset', ['-c', '0', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const dismiss = endWithParent(child.pid ?? 0, directory);
  try {
    const printed = await text(child.stdout);
    await exited(child);
    if (child.exitCode !== 0)
      throw new Error(`the engine ended with ${child.exitCode ?? child.signalCode}, see above`);
    return JSON.parse(printed);
  } finally {
    dismiss();
    await rm(directory, { recursive: true, force: true });
  }
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
