import { z } from 'zod';

/** A fix as a fence saw it. */
const Sighting = z.object({
  time: z.number(),
  latitude: z.number(),
  longitude: z.number(),
  accuracy: z.number().nullable(),
  /** To the border; negative inside. */
  distanceM: z.number(),
});
export type Sighting = z.infer<typeof Sighting>;

export const ENTER_RULES = {
  'second-fix': 'two fixes inside',
  sparse: 'one fix inside, reports being far apart',
  time: 'one fix inside, and none for 8 s that said otherwise',
  path: 'the way between two fixes leads through',
} as const;

export const EXIT_RULES = {
  'second-fix': 'two fixes beyond the border by more than their accuracy and a margin',
  sparse: 'one fix beyond the border by more than its accuracy and a margin, reports being far apart',
  path: 'the way between two fixes leads through',
  removed: 'the fence was removed, or applies to the vehicle no more',
} as const;

/** Why a visit began or ended: the rule, the fixes it rests on, and when it was certain. */
export interface Evidence<Rule extends string> {
  readonly rule: Rule;
  readonly fixes: readonly Sighting[];
  /** Device time of the fix that made it certain. */
  readonly confirmedAt: number;
}

/** Inside for now: the fix that began it, and how many have said otherwise since. */
const Entering = z.object({ first: Sighting, firstSighting: z.boolean(), against: z.number() });
export type Entering = z.infer<typeof Entering>;

/** What is told of a fence. */
const VisitedFence = z.object({
  id: z.string(),
  name: z.string(),
  shape: z.union([
    z.object({ type: z.literal('circle'), radiusM: z.number() }),
    z.object({ type: z.enum(['polygon', 'corridor']) }),
  ]),
});
export type VisitedFence = z.infer<typeof VisitedFence>;

/** A visit that goes on. */
const Visit = z.object({
  /** As it was at `lastInside`: when the visit ends it may be forgotten, or be for the vehicle no more. */
  fence: VisitedFence,
  since: z.number(),
  /** The vehicle was inside when it was first seen, or when the fence was drawn: a state, nothing happened. */
  firstSighting: z.boolean(),
  entered: z.object({
    rule: z.enum(Object.keys(ENTER_RULES) as (keyof typeof ENTER_RULES)[]),
    fixes: z.array(Sighting),
    confirmedAt: z.number(),
  }),
  lastInside: z.number(),
  /** The first fix beyond the margin. */
  leaving: Sighting.nullable(),
  /** It has been told that the vehicle has stayed for so many seconds. */
  dwelt: z.number().nullable(),
});
export type Visit = z.infer<typeof Visit>;

/** All that is known of a vehicle and its fences: those it is in, or about to be. Plain JSON. */
export const FenceState = z.object({
  last: Sighting.nullable(),
  /** Milliseconds between the last two fixes. */
  gapMs: z.number(),
  /** The way from the last fix on is unknown. */
  cut: z.boolean(),
  /** By fence: pairs, for an id may be a name that every object has. */
  entering: z.array(z.tuple([z.string(), Entering])),
  open: z.array(z.tuple([z.string(), Visit])),
});
export type FenceState = z.infer<typeof FenceState>;

export const NOWHERE: FenceState = { last: null, gapMs: 0, cut: false, entering: [], open: [] };
