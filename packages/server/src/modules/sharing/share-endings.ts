import type { ShareEnd } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { AwaitedEvent } from '../../ports/share-store.ts';
import type { VehicleEvent, VehicleEvents } from '../../ports/vehicle-events.ts';

/** All servers read as one: each event is looked at once. */
const READER = 'share-links';
const MAX_READ = 500;
/** How soon is noticed what another server has found. */
const LOOK_EVERY_MS = 2_000;

export interface ShareEndingsParts {
  readonly events: VehicleEvents;
  /** Ends the links that wait for an event. */
  readonly end: (event: AwaitedEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads what is found out about vehicles, for links that end with it. Returns the function that stops it. */
export function readEndings({ events, end, clock, log }: ShareEndingsParts): () => Promise<void> {
  let cancel: () => void = () => undefined;
  let reading: Promise<void> | undefined;
  let stopped = false;

  async function handle(found: readonly VehicleEvent[]): Promise<void> {
    for (const event of found) {
      const awaited = awaitedOf(event);
      if (awaited !== undefined) await end(awaited);
    }
  }

  async function readAll(): Promise<void> {
    try {
      while (!stopped && (await events.read(READER, MAX_READ, handle)) > 0);
    } catch (error) {
      log.warn({ err: error }, 'events that end share links could not be read; trying again');
    }
  }

  function look(): void {
    cancel();
    if (stopped || reading !== undefined) return;
    reading = readAll().finally(() => {
      reading = undefined;
      if (!stopped) cancel = clock.after(LOOK_EVERY_MS, look);
    });
  }

  const unlisten = events.onWritten(look);
  look();
  return async () => {
    stopped = true;
    cancel();
    unlisten();
    await reading;
  };
}

/** What of an event links can wait for: to enter a fence from outside, and the end of a trip. */
export function awaitedOf({
  tenant,
  vehicleId,
  action,
  at,
  finding,
}: VehicleEvent): AwaitedEvent | undefined {
  const end = endOf(action, finding);
  return end === undefined ? undefined : { tenant, vehicleId, end, at };
}

function endOf(
  action: VehicleEvent['action'],
  { kind, data }: VehicleEvent['finding'],
): ShareEnd | undefined {
  if (kind === 'trip' && action === 'closed') return { event: 'trip_ended' };
  const { fenceId, firstSighting } = data;
  if (kind !== 'fence' || action !== 'opened' || firstSighting === true) return undefined;
  return typeof fenceId === 'string' ? { event: 'geofence_enter', fenceId } : undefined;
}
