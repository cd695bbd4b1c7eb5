import type { Fix } from '@waycast/contract';
import { z } from 'zod';
import type { Finding } from '../../../ports/findings.ts';
import { FixShape } from './fix-shape.ts';
import { ignoredFinding } from './ignored-finding.ts';
import { isPlausible, legBetween } from './plausible-leg.ts';
import { SILENCE_MS } from './stage.ts';

/*
 * Which fixes are believed. A fix is tested against both neighbours, never against one alone:
 *
 *     start ──first──▶ held until a second agrees with it
 *     track ──agrees with the last accepted──▶ accepted at once
 *     track ──a jump──▶ held ──▶ the next ones agree with the last accepted, not or less with it: it was the outlier
 *                          ├───▶ several agree with it, not far away: the last accepted was measured badly
 *                          └───▶ several agree with it, for a while: the track goes on there, interrupted
 *
 * Time is the fixes' own: what is held when they are silent is ignored, having been confirmed by nobody.
 */

/** Worse accuracies tell nothing that motion over 200 m could use. */
const WORST_ACCURACY_M = 150;
/** So many fixes in a row, over at least this time, outweigh the track that they contradict. */
const CONFIRMING_FIXES = 3;
const CONFIRMING_MS = 30_000;
/** An error no worse than this is one of a receiver in a street of high houses: nothing that interrupts a track. */
const BAD_ERROR_M = 150;
/** And what a vehicle drives meanwhile. */
const DRIVEN_MPS = 20;
const DRIVEN_S = 5;
/** However fast they come; a checkpoint holds them all. */
const MAX_HELD = 60;
/** Contradicting first fixes that wait for one that agrees. */
const MAX_FIRST = 4;

export const JudgeShape = z.object({
  /** The last accepted fix; null before any, and after an interruption. */
  anchor: FixShape.nullable(),
  /** In order of time. Without an anchor none agrees with the next, with one each does. */
  held: z.array(FixShape),
});
export type JudgeState = z.infer<typeof JudgeShape>;

export type Verdict =
  | { readonly type: 'accepted'; readonly fix: Fix }
  | { readonly type: 'ignored'; readonly finding: Finding }
  | { readonly type: 'interrupted' };

export interface Judged {
  readonly state: JudgeState;
  /** In order. */
  readonly verdicts: readonly Verdict[];
}

export const UNJUDGED: JudgeState = { anchor: null, held: [] };
const INTERRUPTED: Verdict = { type: 'interrupted' };

/** Judges the next fix by device time. What is flagged `future` is not shown to it. */
export function judge(state: JudgeState, fix: Fix): Judged {
  const heardAt = lastHeard(state);
  if (heardAt === undefined || fix.time - heardAt <= SILENCE_MS) return judgeHeard(state, fix);
  const ended = endTrack(state);
  const next = judgeHeard(ended.state, fix);
  return { state: next.state, verdicts: [...ended.verdicts, ...next.verdicts] };
}

/** The track ends by silence; nothing happens when it has. */
export function endTrack(state: JudgeState): Judged {
  if (lastHeard(state) === undefined) return { state, verdicts: [] };
  const { anchor, held } = state;
  const [only] = held;
  const verdicts =
    anchor === null && only !== undefined && held.length === 1
      ? [accepted(only)]
      : held.map((fix) => ignored('unconfirmed', fix, anchor ?? undefined, undefined));
  return { state: UNJUDGED, verdicts: [...verdicts, INTERRUPTED] };
}

/** When something believable was last heard. */
function lastHeard({ anchor, held }: JudgeState): number | undefined {
  return (held.at(-1) ?? anchor)?.time;
}

function judgeHeard(state: JudgeState, fix: Fix): Judged {
  if (fix.accuracy !== null && fix.accuracy > WORST_ACCURACY_M)
    return { state, verdicts: [ignored('inaccurate', fix)] };
  return state.anchor === null ? judgeFirst(state.held, fix) : judgeNext(state.anchor, state.held, fix);
}

/** Nothing is believed yet: two that agree begin the track, and contradict all others. */
function judgeFirst(held: readonly Fix[], fix: Fix): Judged {
  const partner = held.findLast((one) => isPlausible(legBetween(one, fix)));
  if (partner === undefined) {
    const kept = [...held, fix].slice(-MAX_FIRST);
    const dropped = held.length === MAX_FIRST ? held[0] : undefined;
    return {
      state: { anchor: null, held: kept },
      verdicts: dropped === undefined ? [] : [ignored('jump', dropped, undefined, held[1])],
    };
  }
  const others = held.filter((one) => one !== partner);
  return {
    state: { anchor: fix, held: [] },
    verdicts: [
      ...others.map((one) =>
        one.time < partner.time
          ? ignored('jump', one, undefined, partner)
          : ignored('jump', one, partner, fix),
      ),
      accepted(partner),
      accepted(fix),
    ],
  };
}

function judgeNext(anchor: Fix, held: readonly Fix[], fix: Fix): Judged {
  const last = held.at(-1);
  const way = legBetween(anchor, fix);
  const agrees = isPlausible(way);
  if (last !== undefined) {
    const detour = legBetween(last, fix);
    // Where errors are as large as what a vehicle drives between two fixes, one may agree with the outlier as well.
    const nearer = agrees && way.metres < detour.metres;
    if (isPlausible(detour) && !nearer) return confirm(anchor, [...held, fix]);
  }
  const outliers = held.map((one) => ignored('jump', one, anchor, fix));
  return agrees
    ? { state: { anchor: fix, held: [] }, verdicts: [...outliers, accepted(fix)] }
    : { state: { anchor, held: [fix] }, verdicts: outliers };
}

/** Fixes that agree among themselves, but not with the anchor. */
function confirm(anchor: Fix, chain: readonly Fix[]): Judged {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined) return { state: { anchor, held: [] }, verdicts: [] };
  if (chain.length >= CONFIRMING_FIXES && isError(anchor, last))
    return { state: { anchor: last, held: [] }, verdicts: chain.map(accepted) };
  const enough = chain.length >= CONFIRMING_FIXES && last.time - first.time >= CONFIRMING_MS;
  if (!enough && chain.length < MAX_HELD) return { state: { anchor, held: [...chain] }, verdicts: [] };
  return { state: { anchor: last, held: [] }, verdicts: [INTERRUPTED, ...chain.map(accepted)] };
}

/** The anchor is no other place than where the vehicle is found now, but was measured badly. */
function isError(anchor: Fix, now: Fix): boolean {
  const leg = legBetween(anchor, now);
  return leg.metres <= BAD_ERROR_M + DRIVEN_MPS * Math.min(leg.seconds, DRIVEN_S) && isPlausible(leg);
}

function accepted(fix: Fix): Verdict {
  return { type: 'accepted', fix };
}

function ignored(...reason: Parameters<typeof ignoredFinding>): Verdict {
  return { type: 'ignored', finding: ignoredFinding(...reason) };
}
