import { WaycastError } from '@waycast/contract';
import { followEvents } from '../../../kernel/follow-events.ts';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { TripFeed } from '../../../ports/trip-states.ts';
import type { TripVisits } from '../../../ports/trip-visits.ts';
import type { Trips } from '../../../ports/trips.ts';
import type { VehicleEvent, VehicleEvents } from '../../../ports/vehicle-events.ts';
import { changeBy, tripIdOfRun } from './run-events.ts';
import { type VehicleLogs, VisitTeller } from './tell-vehicle-log.ts';
import { alertsOf, approachAlert, type VisitTold, visitOf } from './visit-events.ts';

export interface TripEventsParts {
  readonly events: VehicleEvents;
  readonly trips: Pick<Trips, 'change' | 'get'>;
  readonly visits: TripVisits;
  readonly live: VehicleLogs;
  readonly feed: Pick<TripFeed, 'changed'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What vehicles' fixes told of their trips: stores the visits, begins and ends the trips, and tells followers. One
 * server at a time does it, again after a crash; every step leaves as it is what was done before. Returns the function
 * that ends it.
 */
export function readTripEvents(parts: TripEventsParts): () => Promise<void> {
  return followEvents({
    events: parts.events,
    reader: 'school-trips',
    atOnce: 200,
    handle: (some) => handle(parts, some),
    everyMs: 3000,
    onFailed: (error) =>
      parts.log.warn({ err: error }, 'what trips came to waits: the database or live is away'),
    clock: parts.clock,
  });
}

async function handle(parts: TripEventsParts, events: readonly VehicleEvent[]): Promise<void> {
  const kept = await store(parts, events);
  const visitsOf = events.flatMap((event) => visitOf(event)?.visit ?? []);
  const teller = new VisitTeller(parts.live, await parts.visits.toldOf(visitsOf));
  const changed = new Map<string, { readonly tenant: string; readonly tripId: string }>();
  for (const event of events) {
    const tripId = tripIdOfRun(event);
    if (tripId !== undefined) await changeTrip(parts, event, tripId);
    const visit = visitOf(event);
    if (visit !== undefined && kept.has(event.id)) await tell(parts, teller, visit);
    const about = tripId ?? visit?.visit.tripId;
    if (about !== undefined) changed.set(`${event.tenant} ${about}`, { tenant: event.tenant, tripId: about });
  }
  for (const { tenant, tripId } of changed.values()) parts.feed.changed(tenant, tripId);
}

/** Stores what is last known of each visit. Answers the events whose visits are kept as theirs. */
async function store(
  { visits, trips }: TripEventsParts,
  events: readonly VehicleEvent[],
): Promise<Set<number>> {
  const last = new Map<string, VisitTold>();
  const told = events.flatMap((event) => visitOf(event) ?? []);
  for (const one of told) last.set(keyOf(one), one);
  const gone: VisitTold[] = [];
  for (const one of last.values())
    if (one.event.action === 'withdrawn' && !(await isCalledOff(trips, one))) gone.push(one);
  await visits.remove(gone.map(({ visit }) => visit));
  const found = [...last.values()].filter(({ event }) => event.action !== 'withdrawn');
  const isKept = await visits.write(found.map(({ visit }) => visit));
  const kept = new Set(found.filter((_, index) => isKept[index]).map(keyOf));
  return new Set(
    told
      .filter((one) => kept.has(keyOf(one)) && one.event.action !== 'withdrawn')
      .map(({ event }) => event.id),
  );
}

/** What a trip came to before somebody cancelled it stays, though its fixes mean nothing any more. */
async function isCalledOff(trips: TripEventsParts['trips'], { visit }: VisitTold): Promise<boolean> {
  return (await trips.get(visit.tenant, visit.tripId))?.status === 'CANCELLED';
}

async function changeTrip(
  { trips, log }: TripEventsParts,
  event: VehicleEvent,
  tripId: string,
): Promise<void> {
  try {
    await trips.change(event.tenant, tripId, (trip) => changeBy(event, trip));
  } catch (error) {
    if (isUnavailable(error) || !(error instanceof WaycastError)) throw error;
    // Such as another trip that somebody started with this vehicle, and that has not ended.
    log.warn(
      { err: error, tripId, tenant: event.tenant },
      'a trip stays as it is, whatever its vehicle does',
    );
  }
}

async function tell(parts: TripEventsParts, teller: VisitTeller, told: VisitTold): Promise<void> {
  const { visits } = parts;
  const { approach, stopName, visit } = told;
  for (const alert of alertsOf(told)) {
    if (alert.action === 'ARRIVED' && approach !== null && (await visits.approach(approach, 'afterwards'))) {
      await teller.tell(visit, approachAlert(approach, stopName));
      await visits.approachTold(approach);
    }
    await teller.tell(visit, alert);
    // At once: until then only the log says that it was told, and that may begin anew.
    await visits.markTold(teller.fresh());
  }
}

function keyOf({ visit }: VisitTold): string {
  return `${visit.tenant} ${visit.vehicleId} ${visit.tripId}~${visit.sequence}`;
}
