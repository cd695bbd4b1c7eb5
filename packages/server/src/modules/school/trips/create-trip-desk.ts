import type { Subject, Trip } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { type Access, denial } from '../../../kernel/access.ts';
import { readTimeCursor, writeTimeCursor } from '../../../kernel/time-cursor.ts';
import { wallText } from '../../../kernel/wall-text.ts';
import type { BoardingCounts } from '../../../ports/boarding-counts.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { SchoolPlan } from '../../../ports/school-plan.ts';
import type { PlanStore } from '../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { NewTripInput, TripDesk, TripListQuery } from '../../../ports/trip-desk.ts';
import type { TripStates } from '../../../ports/trip-states.ts';
import type { StoredTrip, TripChange, TripCursor, Trips } from '../../../ports/trips.ts';
import { type Actor, cancel, complete, start, substitute } from './lifecycle.ts';
import { makeTrip, startingAt, tripIdOf } from './make-trip.ts';
import { toSummary, toTrip } from './trip-answer.ts';
import { DID_NOT_RUN_MS } from './trip-times.ts';
import { NO_HEADS, NO_STATE } from './trip-update.ts';

export interface TripDeskParts {
  readonly trips: Trips;
  readonly plan: SchoolPlan;
  /** Knows which vehicles and drivers there are. */
  readonly schoolPlans: PlanStore;
  readonly states: TripStates;
  readonly counts: BoardingCounts;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly access: Pick<Access, 'may'>;
  readonly clock: Clock;
}

type Decide = (trip: StoredTrip, by: Actor, now: number) => TripChange | undefined;

export function createTripDesk(parts: TripDeskParts): TripDesk {
  const { trips, clock } = parts;

  async function decided(subject: Subject, tripId: string, decide: Decide): Promise<Trip> {
    const by = await actorOf(parts, subject);
    const now = clock.now();
    const trip = await trips.change(subject.tenant, tripId, (found) => decide(found, by, now));
    return answer(parts, subject, tripId, trip);
  }

  return {
    list: (subject, query) => list(parts, subject, query),
    get: async (subject, tripId) => answer(parts, subject, tripId, await trips.get(subject.tenant, tripId)),
    create: (subject, input) => create(parts, subject, input),
    start: (subject, tripId, at) =>
      decided(subject, tripId, (trip, by, now) => start(trip, { by, at: at ?? now, now })),
    complete: (subject, tripId, at) =>
      decided(subject, tripId, (trip, by, now) => complete(trip, { by, at: at ?? now, now })),
    cancel: (subject, tripId, reason) =>
      decided(subject, tripId, (trip, by, now) => cancel(trip, { by, at: now, now }, reason)),
    async substitute(subject, tripId, { vehicleId, driverId, at }) {
      await requireKnown(parts, subject.tenant, { vehicleId, driverId });
      return decided(subject, tripId, (trip, by, now) =>
        substitute(trip, { vehicleId, driverId }, { by, at: at ?? now, now }),
      );
    },
  };
}

async function list(parts: TripDeskParts, subject: Subject, query: TripListQuery) {
  const { trips, states, counts, tenants, access, clock } = parts;
  const { date, limit, cursor, ...filter } = query;
  const { tenant, id: driverId, vehicles } = subject;
  const now = clock.now();
  const serviceDate = date ?? wallText(now, (await tenants.settings(tenant)).timeZone).slice(0, 10);
  const ownedBy = (await access.may(subject, 'manage:trips', ''))
    ? undefined
    : { driverId, vehicleIds: [...vehicles] };
  const page = await trips.page(
    tenant,
    { ...filter, serviceDate, ownedBy },
    limit + 1,
    cursor === undefined ? undefined : readCursor(cursor),
  );
  const shown = page.slice(0, limit);
  const ids = shown.map(({ tripId }) => tripId);
  const [known, heads] = await Promise.all([states.of(tenant, ids), counts.countsOf(tenant, ids)]);
  const items = shown.map((trip) =>
    toSummary(trip, known.get(trip.tripId) ?? NO_STATE, heads.get(trip.tripId) ?? NO_HEADS, now),
  );
  const last = page.length > limit ? shown.at(-1) : undefined;
  return {
    items,
    nextCursor: last === undefined ? null : writeTimeCursor({ at: last.scheduledStart, id: last.tripId }),
  };
}

function readCursor(cursor: string): TripCursor {
  const { at, id } = readTimeCursor(cursor);
  return { scheduledStart: at, tripId: id };
}

async function answer(
  { states, counts, access, clock }: TripDeskParts,
  subject: Subject,
  tripId: string,
  trip: StoredTrip | undefined,
): Promise<Trip> {
  if (trip === undefined) throw denial(subject, 'follow:trip', tripId);
  const { tenant } = trip;
  // At which stop how many children get on is no guardian's business, but for their own.
  const isStaff = subject.roles.has('driver') || (await access.may(subject, 'manage:trips', ''));
  const [known, visits, heads, stops] = await Promise.all([
    states.of(tenant, [tripId]),
    states.visitsOf(tenant, tripId),
    counts.countsOf(tenant, [tripId]),
    counts.stopsOf(tenant, tripId, isStaff ? undefined : subject.id),
  ]);
  const summary = toSummary(trip, known.get(tripId) ?? NO_STATE, heads.get(tripId) ?? NO_HEADS, clock.now());
  return toTrip(trip, summary, visits, stops);
}

async function create(parts: TripDeskParts, subject: Subject, input: NewTripInput): Promise<Trip> {
  const { tenant } = subject;
  const { scheduleId, date, tripId = tripIdOf(scheduleId, date), startsAt, ...assigned } = input;
  const planned = await parts.plan.scheduleOn(tenant, scheduleId, date);
  if (planned === undefined)
    throw new WaycastError(
      'invalid',
      `scheduleId: there is no schedule ${scheduleId}; see /api/school/schedules`,
    );
  await requireKnown(parts, tenant, assigned);
  const trip = makeTrip(startsAt === undefined ? planned : startingAt(planned, startsAt), {
    tenant,
    tripId,
    serviceDate: date,
    by: 'hand',
    ...assigned,
  });
  if (trip.scheduledEnd + DID_NOT_RUN_MS <= parts.clock.now())
    throw new WaycastError(
      'invalid',
      `date: the trip would have been over long ago on ${date}; name a later day`,
    );
  const [made] = await parts.trips.create([trip]);
  const stored = await parts.trips.get(tenant, tripId);
  if (made === undefined)
    throw new WaycastError(
      'conflict',
      `trip ${tripId} is there already (${stored?.status ?? 'changed meanwhile'}); name another tripId for an extra trip`,
    );
  return answer(parts, subject, tripId, stored);
}

/** A typing mistake would leave a trip with a vehicle that never reports, and nobody would know why. */
async function requireKnown(
  { schoolPlans }: TripDeskParts,
  tenant: string,
  { vehicleId, driverId }: Pick<NewTripInput, 'vehicleId' | 'driverId'>,
): Promise<void> {
  const reading = schoolPlans.reading(tenant);
  for (const [kind, one, id] of [
    ['vehicles', 'vehicle', vehicleId],
    ['drivers', 'driver', driverId],
  ] as const) {
    if (typeof id !== 'string' || (await reading.unknown(kind, [id])).length === 0) continue;
    const message = `${one}Id: there is no ${one} ${id}; create it first with PUT /api/registry/${kind}/${id}, or correct the id`;
    throw new WaycastError('invalid', message);
  }
}

/** Whoever manages trips acts as a dispatcher; everyone else who was let through drives. */
async function actorOf({ access }: TripDeskParts, subject: Subject): Promise<Actor> {
  const kind = (await access.may(subject, 'manage:trips', '')) ? 'dispatcher' : 'driver';
  return { kind, id: subject.id };
}
