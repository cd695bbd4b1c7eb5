import type { Contender, Measurement, RunOptions, Scenario } from '../scenario.ts';
import { DISTURBING, inWords, percent } from './cells.ts';
import { watchForeignLoad } from './foreign-load.ts';
import type { ContenderResult, ScenarioResult } from './result.ts';

interface Track {
  readonly contender: Contender;
  readonly measurements: (Measurement | null)[];
  readonly failures: Set<string>;
  readonly othersBusy: number[];
}

/** Measures each contender once a round, in turn: what the machine does meanwhile meets all of them alike. */
export async function measureScenario(
  scenario: Scenario,
  options: RunOptions,
  say: (line: string) => void,
): Promise<ScenarioResult> {
  const startedAt = new Date();
  const wanted = scenario.contenders.filter(({ fullOnly }) => !(options.quick && fullOnly));
  const leftOut = wanted.flatMap(({ name, missing }) => {
    const needs = missing?.();
    return needs === undefined ? [] : [{ contender: name, needs }];
  });
  for (const { contender, needs } of leftOut) {
    say(`${scenario.name}: ${contender} is left out, it needs: ${needs}`);
  }
  const tracks: Track[] = wanted
    .filter(({ name }) => !leftOut.some(({ contender }) => contender === name))
    .map((contender) => ({ contender, measurements: [], failures: new Set(), othersBusy: [] }));
  for (let round = 1; round <= options.rounds; round++) {
    for (const track of tracks) {
      const said = await measureOnce(track, options);
      say(`${scenario.name} ${round}/${options.rounds} ${track.contender.name}: ${said}`);
    }
  }
  return {
    scenario: scenario.name,
    startedAt: startedAt.toISOString(),
    tookSeconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    rounds: options.rounds,
    seconds: options.seconds,
    contenders: tracks.map(contenderResult),
    leftOut,
  };
}

/** A failure is noted and does not end the run. Returns what to say about it. */
async function measureOnce(track: Track, options: RunOptions): Promise<string> {
  const others = watchForeignLoad();
  try {
    const measurement = finite(await track.contender.measure(options));
    track.measurements.push(measurement);
    const busy = others();
    return busy > DISTURBING
      ? `${inWords(measurement)} (others ${percent(busy)} of a core)`
      : inWords(measurement);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    track.measurements.push(null);
    track.failures.add(message);
    return `FAILED: ${error instanceof Error ? (error.stack ?? message) : message}`;
  } finally {
    track.othersBusy.push(others());
  }
}

/** Without what was divided by nothing. */
function finite({ extra = {}, ...figures }: Measurement): Measurement {
  return { ...onlyFinite(figures), extra: onlyFinite(extra) };
}

function onlyFinite(figures: object): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));
}

function contenderResult({ contender, measurements, failures, othersBusy }: Track): ContenderResult {
  return { contender: contender.name, measurements, failures: [...failures], othersBusy };
}
