import type { Ride } from '@waycast/contract';
import { countText } from '../words/figures.ts';
import type { TimelineEvent } from './timeline.tsx';

export type IgnoredFix = Ride['ignored'][number];

/** Fixes that are not believed, one shortly after the other. */
export interface IgnoredRun {
  /** Device times of the first and the last, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly fixes: readonly IgnoredFix[];
}

/** What lies further apart is told apart. */
const APART_MS = 60_000;

/** Fixes in order of time, as runs. */
export function ignoredRuns(ignored: readonly IgnoredFix[]): IgnoredRun[] {
  const runs: IgnoredRun[] = [];
  for (const fix of ignored) {
    const last = runs.at(-1);
    if (last === undefined || fix.time - last.to > APART_MS)
      runs.push({ from: fix.time, to: fix.time, fixes: [fix] });
    else runs[runs.length - 1] = { ...last, to: fix.time, fixes: [...last.fixes, fix] };
  }
  return runs;
}

export function ignoredEvent({ from, to, fixes }: IgnoredRun): TimelineEvent {
  return { kind: 'ignored', from, to, words: `${countText(fixes.length, 'position')} not believed` };
}

/** The run at a moment, or within `slackMs` of it. */
export function ignoredAt(
  runs: readonly IgnoredRun[],
  time: number,
  slackMs: number,
): IgnoredRun | undefined {
  return runs.find(({ from, to }) => time >= from - slackMs && time <= to + slackMs);
}
