import type { Topic } from '@waycast/contract';
import type { KeyedState, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Presence } from '../ports/presence.ts';
import type { Positions } from './positions.ts';
import { newestRegion, type RegionHazards } from './regions.ts';

/** How a topic is now, where live has forgotten it; undefined: it is not. */
export type Newest = (topic: Topic) => Promise<KeyedState | undefined>;

export interface NewestParts {
  readonly live: Pick<Live, 'get'>;
  readonly presence: Presence;
  readonly positions: Positions;
  readonly log: Log;
  readonly newestTrip?: Newest | undefined;
  readonly newestOffers?: Newest | undefined;
  readonly regionHazards?: RegionHazards | undefined;
}

/** The newest value of a keyed topic, from wherever it is known. */
export function createNewest({
  live,
  presence,
  positions,
  log,
  newestTrip,
  newestOffers,
  regionHazards,
}: NewestParts): Newest {
  async function offers(topic: Topic): Promise<KeyedState | undefined> {
    try {
      // Before what live holds: a server that was killed between a commit and telling of it has left that behind.
      return await newestOffers?.(topic);
    } catch (error) {
      // Every driver follows this: one that only reports must be let in while the database is away.
      log.debug({ err: error }, 'what a driver is offered could not be read');
      return live.get(topic);
    }
  }

  return async (topic) => {
    if (topic.family === 'region') return newestRegion(presence, topic, regionHazards);
    if (topic.family === 'trip') return (await live.get(topic)) ?? newestTrip?.(topic);
    if (topic.family === 'offers') return offers(topic);
    return positions.newest(topic.tenant, topic.id);
  };
}
