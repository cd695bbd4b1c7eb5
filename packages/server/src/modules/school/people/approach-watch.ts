import type { NoticeReason } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Boardings, TripRoster } from '../../../ports/boardings.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { AwaitedApproach, Guardians } from '../../../ports/guardians.ts';
import type { Log } from '../../../ports/log.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { StopAhead, TripProgress, TripProgressListener } from '../../../ports/trip-progress.ts';
import type { StoredTrip } from '../../../ports/trips.ts';
import { judgeTaps, statesOf, UNTOUCHED } from '../boarding/rider-states.ts';
import { GRACE_MS } from '../boarding/troubles.ts';
import { approachingNow } from './happenings.ts';
import type { Happening, Notices } from './notices.ts';
import type { WorkQueue } from './work-queue.ts';

/** What guardians chose at other servers counts no later than this. */
const FRESH_MS = 60_000;
const MAX_TRIPS = 5_000;

export interface ApproachWatchParts {
  readonly guardians: Pick<Guardians, 'awaited'>;
  readonly boardings: Pick<Boardings, 'roster'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly notices: Pick<Notices, 'one'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** Children are still getting on, and are tapped in one after another: it is decided later. */
const UNSURE = 'unsure';
const ASK_AGAIN_MS = 10_000;

interface Awaited extends AwaitedApproach {
  /** Device time, epoch ms. */
  readonly notBefore?: number;
}

/** A trip whose guardians wait for the bus. */
interface Waiting {
  entries: readonly Awaited[];
  readAt: number;
  reading: boolean;
  /** Some stop was ahead, so that having none ahead means that all were passed. */
  under: boolean;
}

/** Tells guardians that the bus comes, by their own seconds or metres. */
export interface ApproachWatch extends TripProgressListener {
  /** A trip is over: of whoever still waits it is noted why they were not told. */
  ended(trip: Pick<StoredTrip, 'tenant' | 'tripId' | 'vehicleId' | 'endedAt'>): void;
  /** What guardians chose, or who they are, has changed. */
  forget(tenant: string): void;
}

const NONE_AHEAD: ReadonlyMap<number, StopAhead> = new Map();

export function watchApproaches(parts: ApproachWatchParts): ApproachWatch {
  const { guardians, queue, clock } = parts;
  const trips = new LRUCache<string, Waiting>({ max: MAX_TRIPS });

  /** Reads who waits, in the background; until it is there nobody is told, and the next fix asks again. */
  function read(key: string, { tenant, tripId }: TripProgress): Waiting {
    const waiting = trips.get(key) ?? {
      entries: [],
      readAt: Number.NEGATIVE_INFINITY,
      reading: false,
      under: false,
    };
    trips.set(key, waiting);
    if (waiting.reading || clock.now() - waiting.readAt < FRESH_MS) return waiting;
    waiting.reading = true;
    const readAt = clock.now();
    queue.add(async () => {
      try {
        waiting.entries = await guardians.awaited(tenant, tripId);
        waiting.readAt = readAt;
      } finally {
        waiting.reading = false;
      }
    });
    return waiting;
  }

  return {
    progressed(progress) {
      const waiting = read(`${progress.tenant} ${progress.tripId}`, progress);
      if (progress.perStop.length > 0) waiting.under = true;
      else if (!waiting.under) return;
      if (waiting.entries.length === 0) return;
      const ahead = new Map(progress.perStop.map((stop) => [stop.sequence, stop]));
      const due = waiting.entries.filter(
        (entry) =>
          (entry.notBefore ?? 0) <= progress.at && isDue(entry, ahead.get(entry.sequence), progress.at),
      );
      if (due.length === 0) return;
      waiting.entries = waiting.entries.filter((entry) => !due.includes(entry));
      queue.add(async () => {
        const unsure = await decide(parts, progress, due, ahead);
        const notBefore = progress.at + ASK_AGAIN_MS;
        waiting.entries = [...waiting.entries, ...unsure.map((entry) => ({ ...entry, notBefore }))];
      });
    },
    ended({ tenant, tripId, vehicleId, endedAt }) {
      queue.add(async () => {
        const left = await guardians.awaited(tenant, tripId);
        const over = { tenant, tripId, vehicleId: vehicleId ?? 'unknown', at: endedAt ?? clock.now() };
        await decide(parts, { ...over, location: null, perStop: [] }, left, NONE_AHEAD);
        trips.delete(`${tenant} ${tripId}`);
      });
    },
    forget(tenant) {
      for (const [key, waiting] of trips.entries())
        if (key.startsWith(`${tenant} `)) waiting.readAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** The bus is as near as the guardian wants to know, or has passed the stop. */
export function isDue(
  { approachS, approachM }: Pick<AwaitedApproach, 'approachS' | 'approachM'>,
  ahead: StopAhead | undefined,
  at: number,
): boolean {
  if (ahead === undefined) return true;
  const isSoon = approachS !== null && ahead.etaP10 - at <= approachS * 1000;
  return isSoon || (approachM !== null && ahead.distanceM <= approachM);
}

/** Resolves to those of which it cannot be said yet. */
async function decide(
  { boardings, tenants, notices }: ApproachWatchParts,
  progress: TripProgress,
  due: readonly AwaitedApproach[],
  ahead: ReadonlyMap<number, StopAhead>,
): Promise<AwaitedApproach[]> {
  const { tenant, tripId } = progress;
  const roster = await boardings.roster(tenant, tripId);
  if (roster === undefined) return [];
  const { timeZone } = await tenants.settings(tenant);
  const unsure: AwaitedApproach[] = [];
  for (const entry of due) {
    const stopName =
      roster.plan.stops.find(({ sequence }) => sequence === entry.sequence)?.name ?? 'the stop';
    const stop = ahead.get(entry.sequence);
    const withheld = withheldBy(entry, roster, stop !== undefined, progress.at);
    if (withheld === UNSURE) {
      unsure.push(entry);
      continue;
    }
    // Whom it does not concern does not hear where the bus is.
    const told = withheld === undefined ? progress : { ...progress, location: null };
    const happening =
      stop === undefined
        ? passed(told, entry, roster)
        : approachingNow(told, entry, stop, { stopName, timeZone });
    await notices.one({ ...happening, withheld }, entry.guardianId);
  }
  return unsure;
}

/** Why a guardian is not told; undefined: they are. */
function withheldBy(
  { studentId, approachS, approachM }: AwaitedApproach,
  roster: TripRoster,
  isAhead: boolean,
  now: number,
): NoticeReason | typeof UNSURE | undefined {
  const { state } =
    statesOf(judgeTaps(roster.boardings, roster.riders, roster.visits)).get(studentId) ?? UNTOUCHED;
  if (approachS === null && approachM === null) return 'switched_off';
  if (state === 'ABSENT') return 'absent';
  if (!isAhead) return 'already_past';
  if (state === 'ALIGHTED') return 'already_alighted';
  const isHome = roster.plan.direction === 'from_school';
  if (!isHome && state === 'BOARDED') return 'already_boarded';
  return isHome && state === 'EXPECTED' ? missingHome(studentId, roster, now) : undefined;
}

/** Where taps are made, a child without one did not get on at the school, once the bus has left it for a while. */
function missingHome(
  studentId: string,
  { boardings, riders, visits }: TripRoster,
  now: number,
): NoticeReason | typeof UNSURE | undefined {
  if (!boardings.some(({ action }) => action === 'BOARDED')) return undefined;
  const boardSequence = riders.find((rider) => rider.studentId === studentId)?.boardSequence;
  const leftAt = visits.find(({ sequence }) => sequence === boardSequence)?.departedAt ?? null;
  return leftAt !== null && now >= leftAt + GRACE_MS ? 'not_on_bus' : UNSURE;
}

function passed(
  { tenant, tripId, vehicleId, at }: TripProgress,
  { studentId, sequence, approachS, approachM }: AwaitedApproach,
  { visits }: Pick<TripRoster, 'visits'>,
): Happening {
  const arrivedAt = visits.find((visit) => visit.sequence === sequence)?.arrivedAt ?? null;
  const evidence = {
    ...{ stopSequence: sequence, seconds: approachS, metres: approachM },
    arrivedAt: arrivedAt === null ? null : isoTime(arrivedAt),
  };
  const what = { kind: 'approaching', title: '', body: '', evidence } as const;
  return { ...{ tenant, tripId, studentId, vehicleId, at }, ...what };
}
