import type { Fix } from '@waycast/contract';
import { z } from 'zod';

/** A fix as a checkpoint keeps it. */
export const FixShape: z.ZodType<Fix> = z.object({
  vehicleId: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  time: z.number(),
  receivedAt: z.number(),
  accuracy: z.number().nullable(),
  sentAt: z.number().exactOptional(),
  speed: z.number().exactOptional(),
  heading: z.number().exactOptional(),
  altitude: z.number().exactOptional(),
  future: z.literal(true).exactOptional(),
  attributes: z.record(z.string(), z.unknown()).exactOptional(),
});

/** A place in degrees. */
export const PlaceShape = z.object({ latitude: z.number(), longitude: z.number() });
export type Place = z.infer<typeof PlaceShape>;

export function placeOf({ latitude, longitude }: Place): Place {
  return { latitude, longitude };
}
