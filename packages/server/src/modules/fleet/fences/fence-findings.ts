import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import { rounded } from '../settling/rounded.ts';
import {
  ENTER_RULES,
  type Evidence,
  EXIT_RULES,
  type Sighting,
  type Visit,
  type VisitedFence,
} from './fence-state.ts';

/** Why a visit ended, as it is told. */
export type Left = Evidence<keyof typeof EXIT_RULES>;

/** A visit as it is stored: it says by which fixes and rules it began and ended, and how long that took to be certain. */
export function visitFinding(
  fence: VisitedFence,
  visit: Visit,
  end: { readonly at: number; readonly left: Left } | null,
): Finding {
  const inferred = visit.entered.rule === 'path';
  return {
    kind: 'fence',
    key: keyOf(fence, visit),
    startsAt: visit.since,
    endsAt: end === null ? null : end.at,
    data: {
      ...aboutFence(fence),
      ...(visit.firstSighting ? { firstSighting: true } : {}),
      ...(inferred ? { inferred: true } : {}),
      ...(visit.dwelt === null ? {} : { dwellS: visit.dwelt }),
      entered: explain(fence, visit.entered, visit.since, ENTER_RULES[visit.entered.rule]),
      ...(end === null ? {} : { left: explain(fence, end.left, end.at, EXIT_RULES[end.left.rule]) }),
    },
  };
}

/** A visit that has lasted for as long as the fence asks; it ends with the visit. */
export function dwellFinding(
  fence: VisitedFence,
  visit: Visit,
  dwellS: number,
  endsAt: number | null,
): Finding {
  return {
    kind: 'dwell',
    key: keyOf(fence, visit),
    startsAt: visit.since + dwellS * 1000,
    endsAt,
    data: {
      ...aboutFence(fence),
      dwellS,
      since: isoTime(visit.since),
      ...(visit.firstSighting ? { firstSighting: true } : {}),
    },
  };
}

function keyOf({ id }: VisitedFence, { since }: Visit): string {
  return `${id}@${isoTime(since)}`;
}

function aboutFence({ id, name, shape }: VisitedFence): Record<string, unknown> {
  return { fenceId: id, fenceName: name, shape: shape.type };
}

function explain(
  fence: VisitedFence,
  { rule, fixes, confirmedAt }: Evidence<string>,
  at: number,
  words: string,
) {
  return {
    rule,
    words,
    distanceM: alertDistanceM(fence, fixes[0]),
    confirmedAt: isoTime(confirmedAt),
    delayMs: confirmedAt - at,
    fixes: fixes.map(({ time, latitude, longitude, accuracy, distanceM }) => ({
      time: isoTime(time),
      latitude,
      longitude,
      accuracy,
      distanceM: rounded(distanceM),
    })),
  };
}

/** Metres from a circle's centre, as for a stop; from the border of any other fence. */
function alertDistanceM({ shape }: VisitedFence, sighting: Sighting | undefined): number {
  if (sighting === undefined) return 0;
  return rounded(shape.type === 'circle' ? sighting.distanceM + shape.radiusM : Math.abs(sighting.distanceM));
}
