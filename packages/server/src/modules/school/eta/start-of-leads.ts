import type { PreparedPlan, TripPlan } from './plan.ts';

/** A vehicle at a stop; epoch ms. A vehicle that passed without stopping departed when it arrived. */
export interface StopCall {
  readonly stopSequence: number;
  readonly arrivedAt: number;
  /** Null while it stands there, or when it is not known. */
  readonly departedAt: number | null;
}

/** What is known of a trip when a prediction is asked for. */
export interface TripProgress {
  /** The newest known; null before the first. */
  readonly lastCall: StopCall | null;
  /** The newest position on the line, if it is newer than the call: metres along it, and when (epoch ms). */
  readonly position: { readonly alongM: number; readonly at: number } | null;
}

/** Where leads are counted from. */
export interface StartOfLeads {
  /** The first stop that is still to come, an index; the number of stops when there is none. */
  readonly next: number;
  /** When the vehicle was known to be where it was. */
  readonly knownAt: number;
  /** Share of the leg to `next` that is still ahead, 0–1. */
  readonly ahead: number;
  /** It may still stand at the stop before `next`. */
  readonly standing: boolean;
  /** How long it has stood there. */
  readonly stoodS: number;
  /** The trip has not begun: `next` is its first stop. */
  readonly waiting: boolean;
}

/** Beyond this distance from a stop, a vehicle has left it. */
const LEFT_M = 60;

/** A position older than the call, or on a route without a line, says nothing. */
export function startOfLeads(
  plan: TripPlan,
  { indexes }: PreparedPlan,
  progress: TripProgress,
  at: number,
): StartOfLeads {
  const call = knownCall(progress.lastCall, at);
  const called = call === null ? -1 : (indexes.get(call.stopSequence) ?? -1);
  const callAt = call === null ? Number.NEGATIVE_INFINITY : (call.departedAt ?? call.arrivedAt);
  const position = progress.position;
  if (position !== null && position.at <= at && position.at >= callAt) {
    const start = fromPosition(plan, called, position, call);
    if (start !== undefined) return start;
  }
  if (call === null || called < 0)
    return { next: 0, knownAt: at, ahead: 1, standing: false, stoodS: 0, waiting: true };
  const standing = call.departedAt === null || call.departedAt > at;
  return {
    next: called + 1,
    knownAt: standing ? call.arrivedAt : callAt,
    ahead: 1,
    standing,
    stoodS: 0,
    waiting: false,
  };
}

/** What lies after `at` is not known yet. */
function knownCall(call: StopCall | null, at: number): StopCall | null {
  if (call === null || call.arrivedAt > at) return null;
  return call.departedAt !== null && call.departedAt > at ? { ...call, departedAt: null } : call;
}

function fromPosition(
  { stops }: TripPlan,
  called: number,
  position: { readonly alongM: number; readonly at: number },
  call: StopCall | null,
): StartOfLeads | undefined {
  let before = called;
  while (isPassed(stops[before + 1]?.alongM, position.alongM)) before++;
  if (before < 0) return undefined;
  const fromM = stops[before]?.alongM;
  const toM = stops[before + 1]?.alongM;
  if (fromM == null) return undefined;
  const next = before + 1;
  const done = toM == null || toM <= fromM ? 0 : (position.alongM - fromM) / (toM - fromM);
  const standing =
    before === called && call?.departedAt === null && Math.abs(position.alongM - fromM) <= LEFT_M;
  return {
    next,
    knownAt: position.at,
    ahead: Math.min(Math.max(0, 1 - done), 1),
    standing,
    stoodS: standing && call !== null ? (position.at - call.arrivedAt) / 1000 : 0,
    waiting: false,
  };
}

function isPassed(stopM: number | null | undefined, alongM: number): boolean {
  return stopM != null && stopM + LEFT_M < alongM;
}
