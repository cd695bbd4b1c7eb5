import { type GuardianChild, type GuardianNotice, type Subject, WaycastError } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FollowNotes } from '../../../ports/follow-log.ts';
import type { ChildLink, ChildTrip, Guardians, Notice } from '../../../ports/guardians.ts';
import type { GuardianDesk, NewestFirst, NoticeListQuery } from '../../../ports/people-desk.ts';
import { concernOf, wordsOf } from './concern.ts';
import { stateIn } from './guardian-rights.ts';

/** When the bus comes to a stop, epoch ms. */
export interface StopForecast {
  readonly eta: number;
  readonly p10: number;
  readonly p90: number;
}

/** The prediction of a trip's arrival at a stop; undefined: there is none. */
export type ForecastOf = (
  tenant: string,
  tripId: string,
  sequence: number,
) => Promise<StopForecast | undefined>;

export interface GuardianDeskParts {
  readonly guardians: Guardians;
  readonly notes: FollowNotes;
  readonly clock: Clock;
  readonly forecastOf: ForecastOf;
  readonly changed: (tenant: string) => void;
}

/** Trips that guardians see: those of about today, wherever on earth. */
const BACK_MS = 12 * 3_600_000;
const AHEAD_MS = 18 * 3_600_000;
type ShownTrip = GuardianChild['trips'][number];

/** What guardians see of their children, and choose to be told. */
export function createGuardianDesk(parts: GuardianDeskParts): GuardianDesk {
  const { guardians, notes, clock, changed } = parts;
  return {
    async children({ tenant, id, roles }) {
      const now = clock.now();
      const span = { from: now - BACK_MS, until: now + AHEAD_MS };
      const [children, trips] = await Promise.all([
        guardians.children(tenant, id),
        guardians.trips(tenant, [id], span),
      ]);
      for (const { studentId } of children) {
        const what = { action: 'read:own-child', vehicleId: null, tripId: null, studentId };
        notes.read({ tenant, subjectId: id, roles: [...roles], ...what, via: 'guardian' });
      }
      const own = (child: ChildLink): ChildTrip[] =>
        trips.filter(({ studentId }) => studentId === child.studentId);
      return Promise.all(
        children.map(async (child) => childOf(child, await showAll(parts, tenant, own(child), now))),
      );
    },
    async setNotice({ tenant, id }, studentId, setting) {
      const isTheirs = await guardians.setApproach(tenant, id, studentId, setting);
      if (!isTheirs) throw new WaycastError('not_found', `no child ${studentId} that you may see`);
      changed(tenant);
      return setting;
    },
    ownNotices: ({ tenant, id }: Subject, query) => notices(guardians, tenant, { ...query, guardianId: id }),
    notices: (tenant, query) => notices(guardians, tenant, query),
  };
}

function childOf({ studentId, name, approachS, approachM }: ChildLink, trips: ShownTrip[]): GuardianChild {
  return { studentId, name, notice: { seconds: approachS, metres: approachM }, trips };
}

async function showAll(
  parts: GuardianDeskParts,
  tenant: string,
  trips: readonly ChildTrip[],
  now: number,
): Promise<ShownTrip[]> {
  const shown = await Promise.all(trips.map((trip) => show(parts, tenant, trip, now)));
  return shown.filter((trip) => trip !== undefined);
}

/** Undefined: the trip was planned without the stop that the child's ride names. */
async function show(
  { forecastOf }: GuardianDeskParts,
  tenant: string,
  trip: ChildTrip,
  now: number,
): Promise<ShownTrip | undefined> {
  const { plan, tripId, status, vehicleId } = trip;
  const sequence = awaitedStop(trip);
  const stop = plan.stops.find((one) => one.sequence === sequence);
  if (stop === undefined) return undefined;
  const state = stateIn(trip);
  const concern = concernOf(trip, state, now);
  const arrivedAt = trip.visits.find((visit) => visit.sequence === sequence)?.arrivedAt ?? null;
  const forecast =
    concern.visible && arrivedAt === null ? await forecastOf(tenant, tripId, stop.sequence) : undefined;
  return {
    tripId,
    name: plan.name,
    status,
    direction: plan.direction,
    stop: {
      stopId: stop.stopId,
      stopSequence: stop.sequence,
      name: stop.name,
      latitude: stop.latitude,
      longitude: stop.longitude,
    },
    scheduledAt: timeOf(stop.arrival ?? stop.departure),
    state: state.state,
    boardedAt: timeOf(state.boardedAt),
    alightedAt: timeOf(state.alightedAt),
    vehicleId: concern.visible ? vehicleId : null,
    visible: concern.visible,
    why: wordsOf(concern),
    eta: timeOf(forecast?.eta ?? null),
    p10: timeOf(forecast?.p10 ?? null),
    p90: timeOf(forecast?.p90 ?? null),
    arrivedAt: timeOf(arrivedAt),
  };
}

/** Where the guardian waits: where the child gets on in the morning, and off in the afternoon. */
function awaitedStop({ plan, boardSequence, alightSequence }: ChildTrip): number | undefined {
  const planned = plan.direction === 'from_school' ? alightSequence : boardSequence;
  return planned ?? plan.stops.at(-1)?.sequence;
}

async function notices(
  guardians: Guardians,
  tenant: string,
  { limit, cursor, ...only }: NoticeListQuery,
): Promise<NewestFirst<GuardianNotice>> {
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const found = await guardians.notices(tenant, { ...only, before }, limit + 1);
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(showNotice),
    nextCursor: last === undefined ? null : writeCursor(last),
  };
}

function showNotice({ tenant: _tenant, decidedAt, evidence, ...notice }: Notice): GuardianNotice {
  return { ...notice, decidedAt: isoTime(decidedAt), evidence: { ...evidence } };
}

function writeCursor({ decidedAt, tripId, studentId, guardianId, kind }: Notice): string {
  return Buffer.from(`${decidedAt} ${tripId} ${studentId} ${guardianId} ${kind}`).toString('base64url');
}

function readCursor(cursor: string): { decidedAt: number; key: string } {
  const [, at = '', key = ''] = /^(\d{1,15}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (key === '') throw new WaycastError('invalid', 'cursor takes the nextCursor of the page before');
  return { decidedAt: Number(at), key };
}

function timeOf(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}
