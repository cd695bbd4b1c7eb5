import type { Blend, LeadParts } from './blend.ts';
import type { Margins, Misses } from './misses.ts';
import type { LegTimes, Paces } from './paces.ts';
import type { Leg, PreparedPlan } from './plan.ts';
import type { StartOfLeads } from './start-of-leads.ts';

/** What a tenant's history has taught. */
export interface Learned {
  readonly paces: Paces;
  readonly blend: Blend;
  readonly misses: Misses;
}

/** What is learned of a trip itself, and the time it is in. */
export interface Situation {
  readonly longPace: number;
  readonly shortPace: number;
  readonly band: number;
}

/** The lead of a stop, seconds since the start was known. */
export interface Lead extends LeadParts {
  stop: number;
  /** Median before what is known of misses, and what the misses add. */
  leadS: number;
  lowS: number;
  middleS: number;
  highS: number;
  shownS: number;
  /** A wait for a scheduled departure lies in between: nothing is learned of legs from it. */
  hasWaited: boolean;
}

/** Of a vehicle that waits for its scheduled start. */
const START = { earlyS: 30, lateS: 120, lateShare: 0.5 };
/** A stop comes at least this long after the one before. */
const APART_S = 1;

/**
 * Gives the leads of all stops to come, in order, to `each`: one object, filled anew for each stop. Delay is carried
 * forward, but no departure lies before a layover's scheduled one, and what was unsure until then counts only as far
 * as it reaches beyond that.
 */
export function eachLead(
  { paces, blend, misses }: Learned,
  { legs, patternKey }: PreparedPlan,
  start: StartOfLeads,
  { longPace, shortPace, band }: Situation,
  each: (lead: Lead) => void,
): void {
  const level = misses.levelOf(patternKey);
  const ratio = paces.ratioOf(patternKey, band);
  const times: LegTimes = { meanS: 0, recentS: 0, dwellS: 0 };
  const margins: Margins = { lowS: 0, middleS: 0, highS: 0, shownS: 0 };
  const lead = newLead(longPace, shortPace);
  const base = { leadS: 0, lowS: 0, highS: 0 };
  if (start.waiting) waitForStart(lead, base, legs[0], start.knownAt, each);
  let ownS = 0;
  for (let index = start.waiting ? 0 : start.next - 1; index < legs.length; index++) {
    const leg = legs[index];
    if (leg === undefined) break;
    paces.expect(leg, ratio, band, start.knownAt, times);
    const isFirst = index === start.next - 1;
    if (!isFirst || start.standing) {
      const dwellS = isFirst ? Math.max(0, times.dwellS - start.stoodS) : times.dwellS;
      if (leave(lead, base, leg.holdUntil, start.knownAt, dwellS)) ownS = 0;
    }
    const ahead = isFirst ? start.ahead : 1;
    lead.scheduleS += leg.nominalS * ahead;
    lead.meanS += times.meanS * ahead;
    lead.recentS += times.recentS * ahead;
    ownS = Math.max(ownS + APART_S * ahead, blend.leadS(lead));
    misses.margins(ownS, level, margins);
    lead.stop = index + 1;
    lead.leadS = base.leadS + ownS;
    lead.middleS = lead.leadS + margins.middleS;
    lead.lowS = lead.leadS + widened(margins.lowS, base.leadS - base.lowS, -1);
    lead.highS = lead.leadS + widened(margins.highS, base.highS - base.leadS, 1);
    lead.shownS = lead.leadS + margins.shownS;
    each(lead);
  }
}

/** The vehicle leaves a stop: at once, or when a layover ends; true for the latter. */
function leave(
  lead: Lead,
  base: { leadS: number; lowS: number; highS: number },
  holdUntil: number | null,
  knownAt: number,
  dwellS: number,
): boolean {
  const heldS = holdUntil === null ? Number.NEGATIVE_INFINITY : (holdUntil - knownAt) / 1000;
  if (heldS <= lead.leadS + dwellS) {
    lead.scheduleS += dwellS;
    lead.meanS += dwellS;
    lead.recentS += dwellS;
    return false;
  }
  base.lowS = Math.max(heldS, lead.lowS + dwellS);
  base.highS = Math.max(heldS, lead.highS + dwellS);
  base.leadS = heldS;
  lead.scheduleS = lead.meanS = lead.recentS = 0;
  lead.hasWaited = true;
  return true;
}

function waitForStart(
  lead: Lead,
  base: { leadS: number; lowS: number; highS: number },
  leg: Leg | undefined,
  knownAt: number,
  each: (lead: Lead) => void,
): void {
  const untilS = leg?.holdUntil == null ? 0 : (leg.holdUntil - knownAt) / 1000;
  const lateS = Math.max(0, -untilS);
  base.leadS = Math.max(0, untilS);
  base.lowS = base.leadS - START.earlyS;
  base.highS = base.leadS + START.lateS + START.lateShare * lateS;
  lead.leadS = lead.middleS = lead.shownS = base.leadS;
  lead.lowS = base.lowS;
  lead.highS = base.highS;
  lead.hasWaited = true;
  each(lead);
}

/** A margin made wider by how unsure the start was. */
function widened(marginS: number, unsureS: number, sign: 1 | -1): number {
  return unsureS <= 0 ? marginS : sign * Math.hypot(marginS, unsureS);
}

function newLead(longPace: number, shortPace: number): Lead {
  return {
    stop: 0,
    leadS: 0,
    lowS: 0,
    middleS: 0,
    highS: 0,
    shownS: 0,
    hasWaited: false,
    scheduleS: 0,
    meanS: 0,
    recentS: 0,
    longPace,
    shortPace,
  };
}
