import { z } from 'zod';

// What the stages write into their findings' data, as reports read it back.

const Place = z.object({ latitude: z.number(), longitude: z.number() });

export const TripData = z.object({
  from: Place,
  to: Place.nullable(),
  metres: z.number(),
  maxMps: z.number(),
  inferred: z.boolean(),
});

export const StopData = z.object({ at: Place, inferred: z.boolean() });

export const OverspeedData = z.object({ limitMps: z.number(), maxMps: z.number(), maxAt: Place });

export const FenceData = z.object({
  fenceId: z.string(),
  fenceName: z.string(),
  inferred: z.boolean().default(false),
});

function quartersOf<T extends z.ZodType>(quarter: T) {
  return z.object({ quarters: z.array(quarter.nullable()) });
}

export const DistanceData = quartersOf(z.object({ metres: z.number(), maxMps: z.number() }));
export const TallyData = quartersOf(z.object({ fixes: z.number(), first: z.number(), last: z.number() }));

const Neighbour = z.object({
  metres: z.number(),
  seconds: z.number(),
  mps: z.number(),
  limitMps: z.number(),
});
export const IgnoredData = z.object({
  rule: z.enum(['inaccurate', 'jump', 'unconfirmed']),
  accuracy: z.number().nullable(),
  before: Neighbour.nullable(),
  after: Neighbour.nullable(),
});
export type IgnoredData = z.infer<typeof IgnoredData>;
