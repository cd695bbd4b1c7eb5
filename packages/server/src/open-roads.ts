import type { Closers } from './closers.ts';
import { createRoadsDesk } from './modules/roads/roads-desk.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Presence } from './ports/presence.ts';
import type { RoadsDesk } from './ports/roads-desk.ts';
import type { Tenants } from './ports/tenants.ts';
import type { Storage } from './storage.ts';

interface RoadParts {
  readonly store: Pick<Storage, 'observations' | 'roadSegments' | 'hazards'>;
  readonly presence: Presence;
  readonly tenants: Tenants;
  readonly clock: Clock;
  readonly log: Log;
}

/** Roads: what phones observe, what follows from it, and hazards; matched and estimated until the closers run. */
export function openRoads({ store, ...parts }: RoadParts, _closers: Closers): { readonly roads: RoadsDesk } {
  const roads = createRoadsDesk({
    ...parts,
    ...store,
    wake: () => undefined,
    recompute: async (tenant) => ({
      observations: await store.observations.unsettle(tenant),
      matched: 0,
      segments: 0,
      tookMs: 0,
    }),
    regionChanged: () => undefined,
  });
  return { roads };
}
