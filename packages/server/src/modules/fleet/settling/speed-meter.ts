import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { z } from 'zod';
import { PlaceShape, placeOf } from './fix-shape.ts';
import { MAX_SPEED_MPS } from './plausible-leg.ts';

/** Over less than this, noise of a few metres would be read as speed; over more, speed says nothing of the moment. */
const SHORTEST_MS = 5_000;
const LONGEST_MS = 180_000;

/** Where and when speed was last measured from. */
export const SpeedReference = PlaceShape.extend({ time: z.number() });
type Reference = z.infer<typeof SpeedReference>;

export interface Speed {
  /** As the device says, or else from the way since the reference; undefined when neither tells. */
  readonly mps: number | undefined;
  readonly reference: Reference;
}

export function measureSpeed(reference: Reference | null, fix: Fix): Speed {
  const here = { ...placeOf(fix), time: fix.time };
  if (fix.speed !== undefined && fix.speed <= MAX_SPEED_MPS) return { mps: fix.speed, reference: here };
  if (reference === null) return { mps: undefined, reference: here };
  const ms = fix.time - reference.time;
  if (ms < SHORTEST_MS) return { mps: undefined, reference };
  return { mps: ms > LONGEST_MS ? undefined : distanceM(reference, fix) / (ms / 1000), reference: here };
}
