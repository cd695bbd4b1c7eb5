import { z } from 'zod';
import { Latitude, Longitude } from '../fix.ts';

const OFFER_MODES = ['broadcast', 'nearest', 'batch'] as const;

const Ring = z
  .array(z.tuple([Longitude, Latitude]))
  .min(4)
  .max(500)
  .meta({ description: '[longitude, latitude] of a closed ring.' });

/** How a tenant dispatches. */
export const TaxiSettings = z
  .object({
    offers: z.enum(OFFER_MODES).meta({
      description:
        '`broadcast`: any driver may accept. `nearest`: rounds to the nearest free drivers. `batch`: as nearest, but what comes within a window is matched together when there are more orders than drivers.',
    }),
    expiresAfterS: z
      .number()
      .int()
      .min(5)
      .max(3600)
      .meta({ description: 'Life of an order that nobody accepts.' }),
    roundS: z.number().int().min(3).max(300).meta({ description: 'Life of a round of offers.' }),
    driversPerRound: z.number().int().min(1).max(50),
    radiusM: z
      .number()
      .min(100)
      .max(100_000)
      .meta({ description: 'Of the first round; each further one doubles it.' }),
    maxRadiusM: z.number().min(100).max(200_000),
    windowS: z.number().min(0.5).max(30).meta({ description: 'Of batch matching.' }),
    idleWeight: z.number().min(0).max(10).meta({
      description: 'Seconds of pick-up time that a minute of idleness is worth; 0: only nearness counts.',
    }),
    serviceAreas: z
      .array(z.object({ name: z.string().min(1).max(100), ring: Ring }))
      .max(100)
      .meta({ description: 'Where rides begin and end; none: anywhere.' }),
  })
  .meta({ id: 'TaxiSettings' });
export type TaxiSettings = z.infer<typeof TaxiSettings>;

export const DEFAULT_TAXI_SETTINGS: TaxiSettings = {
  offers: 'broadcast',
  expiresAfterS: 300,
  roundS: 15,
  driversPerRound: 3,
  radiusM: 2_000,
  maxRadiusM: 20_000,
  windowS: 3,
  idleWeight: 5,
  serviceAreas: [],
};
