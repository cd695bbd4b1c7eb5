import type { Closers } from './closers.ts';
import { createRoadsDesk } from './modules/roads/roads-desk.ts';
import { createRecompute } from './modules/roads/settling/recompute.ts';
import { RoadSettler } from './modules/roads/settling/road-settler.ts';
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

interface OpenRoads {
  readonly roads: RoadsDesk;
  readonly settler: RoadSettler;
}

/** Roads: what phones observe, what follows from it, and hazards; matched and estimated until the closers run. */
export function openRoads({ store, ...parts }: RoadParts, closers: Closers): OpenRoads {
  const settler = new RoadSettler({ ...parts, ...store, changed: () => undefined });
  closers.push(() => settler.close());
  const roads = createRoadsDesk({
    // The store has a `tenants` of its own, which is another thing.
    ...store,
    ...parts,
    wake: () => settler.wake(),
    recompute: createRecompute({ ...parts, ...store, settler }),
    regionChanged: () => undefined,
  });
  return { roads, settler };
}
