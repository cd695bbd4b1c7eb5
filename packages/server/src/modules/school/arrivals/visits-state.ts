import { z } from 'zod';
import { Track } from './track.ts';

/** A moment of the way, where nothing more will be learned about it; `alongM` is null beside the line. */
const WayPoint = z.object({
  t: z.number(),
  x: z.number(),
  y: z.number(),
  alongM: z.number().nullable(),
});
export type WayPoint = z.infer<typeof WayPoint>;

export const VISIT_RULES = {
  inside: 'the way so far leads to the stop, and the error left is too small for it to be elsewhere',
  passed: 'the way between two fixes leads past the stop',
  start: 'the trip began at its first stop',
  near: 'the way, as far as it is known, led by the stop',
  end: 'the trip ended at the stop',
  beyond: 'the way so far leads away from the stop, further than its margin and the error left',
  ended: 'the trip ended, or its fixes did, while the vehicle was at the stop',
} as const;
export type VisitRule = keyof typeof VISIT_RULES;

const Evidence = z.object({
  rule: z.enum(Object.keys(VISIT_RULES) as VisitRule[]),
  /** In words. */
  because: z.string(),
  /** Device time of the fix that made it certain. */
  confirmedAt: z.number(),
  /** Standard deviation of the position by then. */
  errorM: z.number(),
  /** The fixes around it: device time, accuracy as claimed, and metres from the stop. */
  fixes: z.array(z.object({ time: z.number(), accuracy: z.number().nullable(), distanceM: z.number() })),
});
export type VisitEvidence = z.infer<typeof Evidence>;

/** One serving of a stop. Times are device times in epoch milliseconds. */
const Visit = z.object({
  sequence: z.number(),
  stopId: z.string(),
  arrivedAt: z.number(),
  departedAt: z.number().nullable(),
  /** Of the vehicle from the stop when it came. */
  distanceM: z.number(),
  /** No fix was there: the way between two led through, or the trip began or ended about there. */
  inferred: z.boolean(),
});
export type Visit = z.infer<typeof Visit>;

/** A fix as evidence keeps it, on the line's plane. */
const SeenFix = z.object({ t: z.number(), x: z.number(), y: z.number(), accuracy: z.number().nullable() });
export type SeenFix = z.infer<typeof SeenFix>;

/** How near the vehicle came to a stop while the line did not tell. */
const Nearest = z.object({
  /** Its place among the trip's stops. */
  stop: z.number(),
  distanceM: z.number(),
  t: z.number(),
  /** How much further away it may have been without having been missed. */
  slackM: z.number(),
});
export type Nearest = z.infer<typeof Nearest>;

/** All that is known of one trip of one vehicle: plain JSON, at most some 8 kB for 40 stops. */
export const VisitsState = z.object({
  track: Track.nullable(),
  /** The last point of the way before the track's marks. */
  settled: WayPoint.nullable(),
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  fixes: z.array(SeenFix),
  /** The recent fixes, some seconds of them as one, packed by `bins.ts`. */
  bins: z.array(z.number()),
  /** Along the line; null until the vehicle was seen on it. While off the route: where it left. */
  progressM: z.number().nullable(),
  /** Along the line, smoothed. */
  speedMps: z.number(),
  /** Sequence number of the stop that comes next; null: none does any more. */
  nextSequence: z.number().nullable(),
  /** The same as its place in the trip's stops; their number when none comes. */
  next: z.number(),
  /** In order of the stops. */
  visits: z.array(Visit),
  /** Where on the line it was first seen, until its first visit; null after that, and before. */
  joinedM: z.number().nullable(),
  /** Sequence numbers of the stops that the vehicle drove around, or was beyond when it was first seen. */
  skipped: z.array(z.number()),
  /** Sequence numbers of stops that the vehicle was told to approach, of those that come. */
  approached: z.array(z.number()),
  /** When a visit that goes on seems to have ended, of each that does: its stop, and when the border was crossed. */
  outAt: z.array(z.object({ stop: z.number(), t: z.number().nullable(), timed: z.boolean() })),
  /** Device time of the first fix off the route; null on it. */
  offRouteSince: z.number().nullable(),
  /** The same while it may be an error. */
  offLineSince: z.number().nullable(),
  /** First place on the line of a way that may lead along it again. */
  returning: WayPoint.nullable(),
  nearest: z.array(Nearest),
  /** Device time at which the last stop was reached. */
  completedAt: z.number().nullable(),
});
export type VisitsState = z.infer<typeof VisitsState>;

/** A vehicle has come to a stop or left it. */
export interface VisitTold {
  readonly type: 'arrived' | 'departed';
  readonly visit: Visit;
  /** Device time. */
  readonly at: number;
  /** Of the vehicle from the stop. */
  readonly distanceM: number;
  readonly inferred: boolean;
  readonly evidence: VisitEvidence;
}

/** A vehicle comes near a stop; once for each visit, before its arrival. */
export interface ApproachTold {
  readonly type: 'approaching';
  readonly sequence: number;
  readonly stopId: string;
  readonly at: number;
  /** Along the line. */
  readonly distanceM: number;
  /** It was there before a fix showed that it comes. */
  readonly inferred: boolean;
  readonly because: string;
}

/** A stop gets no visit. */
export interface SkipTold {
  readonly type: 'skipped';
  readonly sequence: number;
  readonly stopId: string;
  readonly at: number;
  readonly because: string;
}

/** `at` of `off-route` is its first fix elsewhere; `completed`: the last stop was reached. */
export interface RouteTold {
  readonly type: 'off-route' | 'on-route' | 'completed';
  readonly at: number;
}

/** What one fix, or the end, has changed; in the order in which it happened. Times are device times. */
export type VisitChange = VisitTold | ApproachTold | SkipTold | RouteTold;

export interface VisitsStep {
  readonly state: VisitsState;
  readonly changes: readonly VisitChange[];
}
