import type { HazardType } from '@waycast/contract';
import type { HazardVote, StoredHazard } from '../../../ports/hazards.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long until a hazard of which nobody says anything more is half as sure as it was. */
export const HALF_LIFE_MS: Readonly<Record<HazardType, number>> = {
  POTHOLE: 30 * DAY_MS,
  CLOSURE: 12 * HOUR_MS,
  ACCIDENT: 2 * HOUR_MS,
  OBSTACLE: 4 * HOUR_MS,
  ICE: 6 * HOUR_MS,
  FLOOD: DAY_MS,
};

/** Below it a hazard is over. */
const OVER = 0.1;
/** How much of its doubt one word for it takes away. */
const WORD = 0.6;
/** How much of its weight a word against it leaves. */
const AGAINST = 0.4;

/** How sure a hazard is at a moment, 0 to 1. */
export function confidenceAt({ type, weight, weighedAt }: StoredHazard, now: number): number {
  return decayed(weight, Math.max(0, now - weighedAt), type);
}

/** A hazard as it follows from what was said of it, oldest first. */
export function weighHazard(known: StoredHazard, votes: readonly HazardVote[]): StoredHazard {
  const { type } = known;
  let weight = 0;
  let at = known.reportedAt;
  for (const vote of votes) {
    weight = decayed(weight, Math.max(0, vote.at - at), type);
    weight = vote.says === 'there' ? weight + (1 - weight) * WORD : weight * AGAINST;
    at = Math.max(at, vote.at);
  }
  const there = votes.filter(({ says }) => says === 'there');
  const lastsMs = weight < OVER ? 0 : HALF_LIFE_MS[type] * Math.log2(weight / OVER);
  return {
    ...known,
    weight,
    weighedAt: at,
    confirmations: there.length,
    dismissals: votes.length - there.length,
    confirmedAt: Math.max(known.confirmedAt, ...there.map((vote) => vote.at)),
    expiresAt: Math.round(at + lastsMs),
  };
}

function decayed(weight: number, ms: number, type: HazardType): number {
  return weight * 2 ** (-ms / HALF_LIFE_MS[type]);
}
