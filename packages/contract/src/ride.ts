import { z } from 'zod';
import { numberText } from './number-text.ts';
import { Time } from './route-schemas.ts';

/** A ride is asked for over so many days at the most, and answered with so many points at the most. */
export const RIDE_MAX_DAYS = 7;
export const RIDE_MAX_POINTS = 20_000;
/** Fixes that a ride leaves out because they are not believed, and names. */
export const RIDE_MAX_IGNORED = 500;

export const RideQuery = z.object({
  from: Time,
  to: Time,
  tolerance: numberText(z.number().min(0).max(10_000))
    .default(5)
    .meta({ description: 'Metres by which the simplified ride may be off at any moment; 0: every fix.' }),
});

/** The way of a vehicle in columns, for playing it back: all lists are equally long, in order of time. */
export const Ride = z
  .object({
    vehicleId: z.string(),
    fixes: z.number().int().meta({ description: 'Stored fixes in the range.' }),
    toleranceM: z.number().meta({
      description: `Metres by which it is off at the most; more than asked for where ${RIDE_MAX_POINTS} points would not do.`,
    }),
    silences: z.array(z.number().int()).meta({
      description: 'Indices of the points after which nothing was heard for more than three minutes.',
    }),
    times: z.array(z.number().int()).meta({ description: 'Device times, epoch milliseconds.' }),
    latitudes: z.array(z.number()),
    longitudes: z.array(z.number()),
    speeds: z.array(z.number().nullable()).meta({ description: 'Metres per second as reported.' }),
    ignored: z.array(z.object({ time: z.number().int(), latitude: z.number(), longitude: z.number() })).meta({
      description: `Fixes that are not believed and no part of the way, by device time in epoch milliseconds, the first ${RIDE_MAX_IGNORED}; \`…/fixes/:time/verdict\` says why.`,
    }),
  })
  .meta({ id: 'Ride' });
export type Ride = z.infer<typeof Ride>;
