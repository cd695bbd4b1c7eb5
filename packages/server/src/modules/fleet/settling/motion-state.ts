import { z } from 'zod';
import { PlaceShape } from './fix-shape.ts';
import { hourShape } from './hour-sums.ts';
import { SpeedReference } from './speed-meter.ts';
import { WaypointShape } from './waypoints.ts';

const StopShape = z.object({
  startsAt: z.number(),
  /** Mean of `count` waypoints. */
  place: PlaceShape,
  count: z.number(),
  /** Mean of the window when the vehicle last crept: in a jam a stop moves on, noise does not move it. */
  spot: PlaceShape,
  /** It has lasted for the window: it is a stop, and has been told. */
  sure: z.boolean(),
  /** Its start is concluded from a silence. */
  inferred: z.boolean(),
  /** Fixes in a row that are elsewhere: a second one confirms that the vehicle has left. */
  outside: z.number(),
});
export type Stop = z.infer<typeof StopShape>;

const TripShape = z.object({
  startsAt: z.number(),
  from: PlaceShape,
  /** Of waypoints that have left the window. */
  metres: z.number(),
  top: z.number(),
});
export type Trip = z.infer<typeof TripShape>;

const Quarter = z.object({ metres: z.number(), maxMps: z.number() });
export type DistanceQuarter = z.infer<typeof Quarter>;

/** Where the vehicle is in its day. `silent`: since the last fix, at a place, perhaps while it stood there. */
const PhaseShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unknown') }),
  z.object({ type: z.literal('standing'), stop: StopShape }),
  z.object({ type: z.literal('moving'), trip: TripShape }),
  z.object({
    type: z.literal('silent'),
    since: z.number(),
    place: PlaceShape,
    stop: StopShape.nullable(),
  }),
]);
export type Phase = z.infer<typeof PhaseShape>;

export const MotionShape = z.object({
  phase: PhaseShape,
  /** Waypoints whose metres are not yet counted for good: what a stop turns out to be drift is dropped. */
  window: z.array(WaypointShape),
  /** Since the last waypoint. */
  loose: z.object({ metres: z.number(), top: z.number() }),
  /** Where the odometer last counted. */
  spot: PlaceShape,
  /** The last fix. */
  last: PlaceShape.extend({ time: z.number() }),
  reference: SpeedReference.nullable(),
  hour: hourShape(Quarter).nullable(),
});
export type MotionState = z.infer<typeof MotionShape>;

export const NOWHERE: MotionState = {
  phase: { type: 'unknown' },
  window: [],
  loose: { metres: 0, top: 0 },
  spot: { latitude: 0, longitude: 0 },
  last: { latitude: 0, longitude: 0, time: 0 },
  reference: null,
  hour: null,
};
