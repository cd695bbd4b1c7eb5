import { followEvents } from '../../kernel/follow-events.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { AwaitedEvent } from '../../ports/share-store.ts';
import type { VehicleEvent, VehicleEvents } from '../../ports/vehicle-events.ts';

export interface ShareEndingsParts {
  readonly events: VehicleEvents;
  /** Ends the links that wait for an event. */
  readonly end: (event: AwaitedEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads what is found out about vehicles, for links that end with it. Returns the function that stops it. */
export function readEndings({ events, end, clock, log }: ShareEndingsParts): () => Promise<void> {
  return followEvents({
    events,
    reader: 'share-links',
    atOnce: 500,
    async handle(found) {
      for (const event of found) {
        const awaited = awaitedOf(event);
        if (awaited !== undefined) await end(awaited);
      }
    },
    everyMs: 2_000,
    onFailed: (error) =>
      log.warn({ err: error }, 'events that end share links could not be read; trying again'),
    clock,
  });
}

/**
 * What of an event links can wait for: to enter a fence from outside, and the end of a trip. A visit that was over when
 * it was found is told as `closed` alone, so that every end tells of the entering too.
 */
export function awaitedOf({
  tenant,
  vehicleId,
  action,
  at,
  finding,
}: VehicleEvent): AwaitedEvent | undefined {
  if (action !== 'opened' && action !== 'closed') return undefined;
  const { kind, startsAt, data } = finding;
  if (kind === 'trip' && action === 'closed') return { tenant, vehicleId, end: { event: 'trip_ended' }, at };
  const { fenceId, firstSighting } = data;
  if (kind !== 'fence' || firstSighting === true || typeof fenceId !== 'string') return undefined;
  return { tenant, vehicleId, end: { event: 'geofence_enter', fenceId }, at: startsAt };
}
