import { z } from 'zod';
import { VisitsState } from '../arrivals/visits-state.ts';

/** Why a run began. */
export const BEGIN_REASONS = {
  given: 'the driver or a dispatcher started the trip',
  left_first_stop: 'the vehicle left the first stop at about the time of the trip',
  moving_along: 'the vehicle drove along the line, in its direction, at about the time of the trip',
} as const;

/** Why it ended. */
export const END_REASONS = {
  left_last_stop: 'the vehicle reached the last stop and left it',
  stood_at_last_stop: 'the vehicle reached the last stop and stood there for 5 minutes',
  silent_at_last_stop: 'the vehicle reached the last stop and was not heard of any more',
  given: 'the driver or a dispatcher ended the trip',
  handed_over: 'another vehicle took the trip over',
  next_trip: 'the vehicle began its next trip',
  silence: 'the vehicle was not heard of for hours',
  cancelled: 'the trip was cancelled',
} as const;
export type EndReason = keyof typeof END_REASONS;

const FindingShape = z.object({
  kind: z.enum(['run', 'visit', 'off_route']),
  key: z.string(),
  startsAt: z.number(),
  endsAt: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type RunFinding = z.infer<typeof FindingShape>;

const ALONG = z.object({ t: z.number(), alongM: z.number() });

/** A trip that a vehicle is on, may be on, or has just ended. */
const TripRun = z.object({
  tripId: z.string(),
  /**
   * `tried`: its fixes are followed to see whether it begins; what they tell is held back. `running`: begun. `leaving`:
   * ended, and only the departure from its last stop is awaited.
   */
  phase: z.enum(['tried', 'running', 'leaving']),
  began: z.object({
    at: z.number(),
    why: z.enum(Object.keys(BEGIN_REASONS) as (keyof typeof BEGIN_REASONS)[]),
  }),
  /** Whether the vehicle has been seen on its way: until then what `visits` says may be told by chance. */
  engaged: z.boolean(),
  visits: VisitsState,
  /** The first place on the line from which on it drove along. */
  anchor: ALONG.extend({ fixes: z.number() }).nullable(),
  /** When it last came 100 m further than before, and how far it was then. */
  advanced: ALONG,
  /** Held back until it begins. */
  held: z.array(FindingShape),
  /** Of stops that come: when the vehicle was first near enough by its way to be told of. */
  nearing: z.array(z.object({ sequence: z.number(), at: z.number(), distanceM: z.number() })),
  /** Visits that go on, and the stretch off the route. */
  open: z.array(FindingShape),
});
export type TripRun = z.infer<typeof TripRun>;
export type Near = TripRun['nearing'][number];

/** All that is known of a vehicle and its trips: plain JSON. */
export const RunningState = z.object({
  runs: z.array(TripRun),
  /** Trips that it has ended, the last of them: they do not begin again. */
  over: z.array(z.string()),
});
export type RunningState = z.infer<typeof RunningState>;

export const NO_RUNS: RunningState = { runs: [], over: [] };
