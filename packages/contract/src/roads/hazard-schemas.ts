import { z } from 'zod';
import { Region } from '../geohash.ts';

// Hazards and qualities of roads, as routes and regions tell them.

export const ROAD_QUALITIES = ['GOOD', 'FAIR', 'POOR', 'BAD'] as const;
export type RoadQuality = (typeof ROAD_QUALITIES)[number];

export const HAZARD_TYPES = ['POTHOLE', 'CLOSURE', 'ACCIDENT', 'OBSTACLE', 'ICE', 'FLOOD'] as const;
export type HazardType = (typeof HAZARD_TYPES)[number];

export const Hazard = z
  .object({
    hazardId: z.string(),
    type: z.enum(HAZARD_TYPES),
    latitude: z.number(),
    longitude: z.number(),
    note: z.string().nullable(),
    confirmations: z.number().int().meta({ description: 'Different subjects who reported or confirmed it.' }),
    dismissals: z.number().int(),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Decays with time; below 0.1 the hazard is over.' }),
    region: Region,
    reportedAt: z.string(),
    confirmedAt: z.string(),
    expiresAt: z.string().meta({ description: 'When it is over unless somebody confirms it.' }),
  })
  .meta({ id: 'Hazard' });
export type Hazard = z.infer<typeof Hazard>;
