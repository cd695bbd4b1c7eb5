import { shortClockIn } from './clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Without a newer position for so long, minutes are not counted down any more. */
export const COUNTDOWN_MAX_AGE_MS = 3 * MINUTE;

/** A predicted arrival: ISO 8601. Without a range it is the schedule's word or an unsure one. */
export interface Prediction {
  readonly eta: string;
  readonly p10?: string | null | undefined;
  readonly p90?: string | null | undefined;
}

/** What is known beside the prediction. */
export interface EtaContext {
  readonly nowMs: number;
  readonly timeZone: string;
  /** Age of the position that it rests on; null: it rests on the schedule alone. */
  readonly ageMs: number | null;
}

/**
 * "in 4 min (3–6)". It counts down only while the position is young: after that, and where there is none, it names a
 * time of day. What should have come by now and has not is "due", never "in 0 min".
 */
export function etaText({ eta, p10, p90 }: Prediction, context: EtaContext): string {
  const { nowMs, timeZone, ageMs } = context;
  const etaMs = Date.parse(eta);
  const lastMs = p90 == null ? etaMs : Date.parse(p90);
  const clock = (timeMs: number): string => shortClockIn(timeMs, timeZone);
  if (ageMs === null) return `planned for ${clock(etaMs)}`;
  if (lastMs <= nowMs) return `expected at ${clock(etaMs)}, not seen yet`;
  const range = p10 == null || p90 == null ? undefined : ([Date.parse(p10), lastMs] as const);
  if (ageMs > COUNTDOWN_MAX_AGE_MS || etaMs - nowMs > HOUR)
    return `about ${clock(etaMs)}${clockRange(range, clock)}`;
  const minutes = Math.round((etaMs - nowMs) / MINUTE);
  if (minutes < 1) return `due now${upTo(lastMs - nowMs)}`;
  return `in ${minutes} min${minuteRange(range, nowMs, minutes)}`;
}

type Range = readonly [fromMs: number, toMs: number];

function minuteRange(range: Range | undefined, nowMs: number, minutes: number): string {
  if (range === undefined) return '';
  const least = Math.max(0, Math.min(minutes, Math.floor((range[0] - nowMs) / MINUTE)));
  const most = Math.max(minutes, Math.ceil((range[1] - nowMs) / MINUTE));
  return least === most ? '' : ` (${least}–${most})`;
}

function clockRange(range: Range | undefined, clock: (timeMs: number) => string): string {
  if (range === undefined) return '';
  const [from, to] = range.map(clock);
  return from === to ? '' : ` (${from}–${to})`;
}

function upTo(leftMs: number): string {
  const most = Math.ceil(leftMs / MINUTE);
  return most > 1 ? `, ${most} min at the most` : '';
}
