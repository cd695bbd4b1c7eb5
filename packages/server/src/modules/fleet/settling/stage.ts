import type { Fix } from '@waycast/contract';
import type { z } from 'zod';
import type { FenceIndex } from '../../../ports/fences.ts';
import type { Finding } from '../../../ports/findings.ts';
import type { TripsInReach } from '../../../ports/vehicle-trips.ts';

/**
 * One rule about a vehicle's fixes, as a pure state machine. Stages run side by side over the fixes that the judge
 * accepted, by ascending device time, never twice the same; a late fix makes them run again from a checkpoint before
 * it. What they find must follow from the fixes alone: no clock, no chance.
 */
export interface Stage<S> {
  /** Its state's name in a checkpoint. */
  readonly name: string;
  /** What a state read from a checkpoint must look like; one of another shape is replaced by `start()`. */
  readonly shape: z.ZodType<S>;
  start(): S;
  /** The state is never mutated. `found`: what opened, changed or ended with this fix, not what merely goes on. */
  step(state: S, fix: Fix, setting: VehicleSetting): Step<S>;
  /**
   * The track is interrupted after the last fix: nothing came for {@link SILENCE_MS}, or the next fixes are where the
   * vehicle cannot have driven. What ends by it ends at the last fix, inferred. It comes once, before the next fix.
   */
  interrupted?(state: S, setting: VehicleSetting): Step<S>;
  /** Open findings as they have become, where their data grows with fixes that `step` said nothing about. */
  grown?(state: S): readonly Finding[];
}

export interface Step<S> {
  readonly state: S;
  readonly found: readonly Finding[];
}

/** What stages may know of the vehicle besides its fixes, loaded once per pass. */
export interface VehicleSetting {
  readonly tenant: string;
  readonly vehicleId: string;
  /** Metres per second; null: none. */
  readonly speedLimitMps: number | null;
  readonly fences: FenceIndex;
  /** School trips that it runs, or may run. Fixes beyond their reach are not judged by this setting. */
  readonly trips: TripsInReach;
}

/** A vehicle whose fixes lie further apart than this was silent in between. */
export const SILENCE_MS = 600_000;
