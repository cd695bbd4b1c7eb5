import { followEvents } from '../../kernel/follow-events.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { VehicleEvents } from '../../ports/vehicle-events.ts';
import type { MakeAlerts } from './alert-maker.ts';
import { occurrencesOf } from './occurrence.ts';

export interface EventReaderParts {
  readonly events: VehicleEvents;
  readonly make: MakeAlerts;
  /** Some alerts were made by this server. */
  readonly onMade: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes alerts of the outbox's events. Returns the function that ends it. */
export function readEvents({ events, make, onMade, clock, log }: EventReaderParts): () => Promise<void> {
  return followEvents({
    events,
    reader: 'alerts',
    atOnce: 200,
    async handle(some) {
      if ((await make(some.flatMap(occurrencesOf))) > 0) onMade();
    },
    everyMs: 5000,
    onFailed: (error) => log.warn({ err: error }, 'could not make alerts of what happened; trying again'),
    clock,
  });
}
