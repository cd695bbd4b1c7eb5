import type { Goal, Scenario } from '../scenario.ts';
import type { ScenarioResult } from './result.ts';
import { figureSpread, ratioSpread } from './statistics.ts';

/** How a goal was met; `measured` is undefined when a contender that it needs was not measured. */
export interface Verdict {
  readonly goal: Goal;
  /** Contender that the figure was divided by, undefined when it counts plain. */
  readonly versus: string | undefined;
  readonly measured: number | undefined;
  readonly reached: boolean;
}

/** Judges each goal by the medians of the rounds. */
export function judge(scenario: Scenario, result: ScenarioResult): Verdict[] {
  return (scenario.goals ?? []).map((goal) => {
    const versus = goal.versus === 'plain' ? undefined : (goal.versus ?? scenario.baseline);
    const measured = measure(goal, versus, result);
    const reached =
      measured !== undefined &&
      measured >= (goal.atLeast ?? -Infinity) &&
      measured <= (goal.atMost ?? Infinity);
    return { goal, versus, measured, reached };
  });
}

function measure(goal: Goal, versus: string | undefined, result: ScenarioResult): number | undefined {
  const find = (name: string) => result.contenders.find(({ contender }) => contender === name);
  const ours = find(goal.of);
  if (ours === undefined) return undefined;
  if (versus === undefined) return figureSpread(ours, goal.figure)?.median;
  const theirs = find(versus);
  return theirs && ratioSpread(ours, theirs, goal.figure)?.median;
}
