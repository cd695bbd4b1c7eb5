import { WaycastError } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { StoredTrip, TripChange, TripVehicle } from '../../../ports/trips.ts';
import { AHEAD_MS, EARLIEST_START_MS, startedRun, takenOver } from './trip-times.ts';

/*
 *               start                  complete
 *   SCHEDULED ─────────▶ IN_PROGRESS ───────────▶ COMPLETED
 *       │ cancel              │ cancel
 *       └─────────────────────┴──────────────────▶ CANCELLED
 *
 * Each decision gets the trip under its lock and answers what changes, undefined for nothing, or throws `conflict`
 * that names the state and what is possible in it. Repeated by whoever did it, it is done already.
 */

/** Who does something to a trip. */
export type Actor =
  | { readonly kind: 'driver' | 'dispatcher'; readonly id: string }
  | { readonly kind: 'automatic' };

export interface Deed {
  readonly by: Actor;
  /** Epoch ms: when it happened, and the clock now. */
  readonly at: number;
  readonly now: number;
}

export interface Substitution {
  readonly vehicleId?: string | undefined;
  readonly driverId?: string | undefined;
}

/** `driver:ID`, `dispatcher:ID` or `automatic`, as rows and answers have it. */
function actorName(by: Actor): string {
  return by.kind === 'automatic' ? by.kind : `${by.kind}:${by.id}`;
}

export function start(trip: StoredTrip, deed: Deed): TripChange | undefined {
  const by = actorName(deed.by);
  switch (trip.status) {
    case 'SCHEDULED':
      requireOwn(trip, deed.by);
      requirePast(deed);
      requireNotTooEarly(trip, deed.at);
      if (trip.vehicleId === null)
        throw conflict(trip, 'has no vehicle; have a dispatcher substitute one, then start it');
      return {
        ...{ status: 'IN_PROGRESS', startedAt: deed.at, startedBy: by },
        ...takesOver(trip, deed.by),
        vehicles: startedRun(trip.vehicles, deed.at),
      };
    case 'IN_PROGRESS':
      if (trip.startedBy === by || deed.by.kind === 'automatic') return undefined;
      // What the vehicle's way told is confirmed by the one who drives it.
      if (trip.startedBy === 'automatic') {
        requireOwn(trip, deed.by);
        return { startedBy: by, ...takesOver(trip, deed.by) };
      }
      throw conflict(
        trip,
        `was started ${byWhom(trip.startedBy, trip.startedAt)}; complete it, or have it substituted`,
      );
    case 'COMPLETED':
    case 'CANCELLED':
      throw conflict(trip, `is over: ${ended(trip)}; to run it again, make another trip of its schedule`);
  }
}

export function complete(trip: StoredTrip, deed: Deed): TripChange | undefined {
  switch (trip.status) {
    case 'SCHEDULED':
      throw conflict(trip, 'has not been started; start it first, or cancel it');
    case 'IN_PROGRESS':
      requireOwn(trip, deed.by);
      requirePast(deed);
      if (trip.startedAt !== null && deed.at < trip.startedAt)
        throw new WaycastError(
          'invalid',
          `at takes a time from ${isoTime(trip.startedAt)} on, when the trip was started; got ${isoTime(deed.at)}`,
        );
      return { status: 'COMPLETED', endedAt: deed.at, endedBy: actorName(deed.by) };
    case 'COMPLETED':
      if (trip.endedBy === actorName(deed.by) || trip.endedBy === 'automatic') return undefined;
      throw conflict(trip, `is over: ${ended(trip)}`);
    case 'CANCELLED':
      throw conflict(trip, `is over: ${ended(trip)}`);
  }
}

export function cancel(trip: StoredTrip, deed: Deed, reason: string): TripChange | undefined {
  switch (trip.status) {
    case 'SCHEDULED':
    case 'IN_PROGRESS':
      return { status: 'CANCELLED', endedAt: deed.at, endedBy: actorName(deed.by), reason };
    case 'CANCELLED':
      if (trip.endedBy === actorName(deed.by)) return undefined;
      throw conflict(trip, `is over already: ${ended(trip)}`);
    case 'COMPLETED':
      throw conflict(trip, `is over: ${ended(trip)}; what has run cannot be cancelled`);
  }
}

/** Another vehicle or driver from `at` on; fixes before it stay those of the vehicle that ran it then. */
export function substitute(
  trip: StoredTrip,
  { vehicleId, driverId }: Substitution,
  deed: Deed,
): TripChange | undefined {
  if (trip.status === 'COMPLETED' || trip.status === 'CANCELLED')
    throw conflict(trip, `is over: ${ended(trip)}; vehicle and driver stay as they were`);
  const otherVehicle = vehicleId !== undefined && vehicleId !== trip.vehicleId;
  const otherDriver = driverId !== undefined && driverId !== trip.driverId;
  if (!otherVehicle && !otherDriver) return undefined;
  requirePast(deed);
  return {
    ...(otherDriver ? { driverId } : {}),
    ...(otherVehicle ? { vehicleId, vehicles: runsOf(trip, vehicleId, deed.at) } : {}),
  };
}

/** Of a trip that has not begun the vehicle's time may not have come yet; it is the new one's then. */
function runsOf(trip: StoredTrip, vehicleId: string, at: number): TripVehicle[] {
  const last = trip.vehicles.at(-1);
  if (trip.status === 'IN_PROGRESS' && last !== undefined && at < last.fromAt)
    throw new WaycastError(
      'invalid',
      `at takes a time from ${isoTime(last.fromAt)} on, when vehicle ${last.vehicleId} took over; got ${isoTime(at)}`,
    );
  return takenOver(trip, vehicleId, at);
}

/** Drivers run trips that are theirs, and those that are nobody's yet; whether they may see it was asked before. */
function requireOwn(trip: StoredTrip, by: Actor): void {
  if (by.kind !== 'driver' || trip.driverId === null || trip.driverId === by.id) return;
  throw new WaycastError(
    'forbidden',
    `trip ${trip.tripId} is assigned to driver ${trip.driverId}; a dispatcher can substitute another driver`,
  );
}

function takesOver(trip: StoredTrip, by: Actor): TripChange {
  return by.kind === 'driver' && trip.driverId === null ? { driverId: by.id } : {};
}

function requirePast({ at, now }: Deed): void {
  if (at <= now + AHEAD_MS) return;
  throw new WaycastError(
    'invalid',
    `at takes a time that is not more than 2 minutes ahead of the server's clock; got ${isoTime(at)}`,
  );
}

function requireNotTooEarly(trip: StoredTrip, at: number): void {
  const earliest = trip.scheduledStart - EARLIEST_START_MS;
  if (at < earliest)
    throw conflict(
      trip,
      `is planned for ${isoTime(trip.scheduledStart)} and can be started from ${isoTime(earliest)} on`,
    );
}

function ended({ status, endedBy, endedAt, reason }: StoredTrip): string {
  const what = status === 'CANCELLED' ? 'cancelled' : 'completed';
  return `${what} ${byWhom(endedBy, endedAt)}${reason === null ? '' : ` (${reason})`}`;
}

function byWhom(who: string | null, at: number | null): string {
  const time = at === null ? '' : ` at ${isoTime(at)}`;
  return who === 'automatic' ? `automatically${time}` : `by ${who ?? 'somebody'}${time}`;
}

function conflict({ tripId, status }: StoredTrip, why: string): WaycastError {
  return new WaycastError('conflict', `trip ${tripId} (${status}) ${why}`);
}
