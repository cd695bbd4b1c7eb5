import { bearingDegrees, distanceM, interpolate, interpolateBearing, type LatLng } from '@waycast/geo';

/**
 * Movement on the screen from where a vehicle was shown to its newest fix. It ends at that fix and never runs ahead:
 * what is drawn is late by at most one interval, but never invented.
 */
export interface Glide {
  readonly from: LatLng;
  readonly to: LatLng;
  /** Degrees clockwise from north, where known. */
  readonly fromHeading: number | undefined;
  readonly toHeading: number | undefined;
  /** Milliseconds of the page's clock; equal when there is nothing to show between. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What a glide needs to know of a fix. */
export interface GlideFix extends LatLng {
  readonly heading?: number | undefined;
  /** Device time in epoch milliseconds. */
  readonly time: number;
}

export interface Shown extends LatLng {
  readonly heading: number | undefined;
  readonly moving: boolean;
}

const SHORTEST_MS = 200;
/** Between fixes further apart than this a straight line would be a guess. */
const LONGEST_MS = 20_000;
const BRIEF_MS = 600;
/** Faster than any vehicle on the ground: a jump of the receiver, or another day's data. */
const JUMP_MPS = 110;
/** Below this the direction between two fixes is noise. */
const STANDING_M = 4;

/** The glide of a vehicle seen for the first time: it simply is there. */
export function firstGlide(fix: GlideFix, nowMs: number): Glide {
  const to = { latitude: fix.latitude, longitude: fix.longitude };
  return { from: to, to, fromHeading: fix.heading, toHeading: fix.heading, startMs: nowMs, endMs: nowMs };
}

/** From where the vehicle is shown now to its newer fix, in about the time the fixes are apart. */
export function nextGlide(glide: Glide, previousTime: number, fix: GlideFix, nowMs: number): Glide {
  const to = { latitude: fix.latitude, longitude: fix.longitude };
  const from = shownAt(glide, nowMs);
  const heading = fix.heading ?? headingOf(glide, to);
  const intervalMs = fix.time - previousTime;
  const jumps = distanceM(glide.to, to) > (JUMP_MPS * Math.max(intervalMs, 1000)) / 1000;
  if (jumps) return { from: to, to, fromHeading: heading, toHeading: heading, startMs: nowMs, endMs: nowMs };
  const durationMs = intervalMs > LONGEST_MS ? BRIEF_MS : Math.max(SHORTEST_MS, intervalMs);
  return {
    from: { latitude: from.latitude, longitude: from.longitude },
    to,
    fromHeading: from.heading ?? heading,
    toHeading: heading,
    startMs: nowMs,
    endMs: nowMs + durationMs,
  };
}

/** Where the vehicle is drawn at a moment. */
export function shownAt({ from, to, fromHeading, toHeading, startMs, endMs }: Glide, nowMs: number): Shown {
  if (nowMs >= endMs) return { ...to, heading: toHeading, moving: false };
  const fraction = Math.max(0, (nowMs - startMs) / (endMs - startMs));
  const heading =
    fromHeading === undefined || toHeading === undefined
      ? toHeading
      : interpolateBearing(fromHeading, toHeading, Math.min(1, fraction * 3));
  return { ...interpolate(from, to, fraction), heading, moving: true };
}

/** Devices that send no heading still show one: the direction of the last real movement. */
function headingOf(glide: Glide, to: LatLng): number | undefined {
  return distanceM(glide.to, to) > STANDING_M ? bearingDegrees(glide.to, to) : glide.toHeading;
}
