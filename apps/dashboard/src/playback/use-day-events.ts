import type { Halt } from './ride-layers.ts';
import type { TimelineEvent } from './timeline.tsx';

export interface DayEvents {
  readonly events: readonly TimelineEvent[];
  readonly halts: readonly Halt[];
}

const NONE: DayEvents = { events: [], halts: [] };

/** What happened on the way: stops and crossings of fences. */
export function useDayEvents(_vehicleId: string, _from: number, _to: number): DayEvents {
  return NONE;
}
