import { LRUCache } from 'lru-cache';
import type { Boardings, TripRoster } from '../../../ports/boardings.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { AwaitedApproach, Guardians } from '../../../ports/guardians.ts';
import type { Log } from '../../../ports/log.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { StopAhead, TripProgress, TripProgressListener } from '../../../ports/trip-progress.ts';
import { judgeTaps, statesOf, UNTOUCHED } from '../boarding/rider-states.ts';
import { approachingNow } from './happenings.ts';
import type { Happening, Notices } from './notices.ts';
import type { WorkQueue } from './work-queue.ts';

/** What guardians chose at other servers counts no later than this. */
const FRESH_MS = 60_000;
const MAX_TRIPS = 5_000;
/** News of an approach that is older than this is none. */
const APPROACH_FRESH_MS = 300_000;

export interface ApproachWatchParts {
  readonly guardians: Pick<Guardians, 'awaited'>;
  readonly boardings: Pick<Boardings, 'roster'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly notices: Pick<Notices, 'one'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** A trip whose guardians wait for the bus. */
interface Waiting {
  entries: readonly AwaitedApproach[];
  readAt: number;
  reading: boolean;
  /** Some stop was ahead, so that having none ahead means that all were passed. */
  under: boolean;
}

/** Tells guardians that the bus comes, by their own seconds or metres. */
export interface ApproachWatch extends TripProgressListener {
  /** What guardians chose, or who they are, has changed. */
  forget(tenant: string): void;
}

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
      const due = waiting.entries.filter((entry) => isDue(entry, ahead.get(entry.sequence), progress.at));
      if (due.length === 0) return;
      waiting.entries = waiting.entries.filter((entry) => !due.includes(entry));
      queue.add(() => decide(parts, progress, due, ahead));
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

async function decide(
  { boardings, tenants, notices, clock }: ApproachWatchParts,
  progress: TripProgress,
  due: readonly AwaitedApproach[],
  ahead: ReadonlyMap<number, StopAhead>,
): Promise<void> {
  const { tenant, tripId, at } = progress;
  const roster = await boardings.roster(tenant, tripId);
  if (roster === undefined) return;
  const { timeZone } = await tenants.settings(tenant);
  const isLate = clock.now() - at > APPROACH_FRESH_MS;
  for (const entry of due) {
    const stopName =
      roster.plan.stops.find(({ sequence }) => sequence === entry.sequence)?.name ?? 'the stop';
    const stop = ahead.get(entry.sequence);
    const happening =
      stop === undefined
        ? passed(progress, entry)
        : approachingNow(progress, entry, stop, { stopName, timeZone });
    const withheld = withheldBy(entry, roster, stop !== undefined, isLate);
    await notices.one({ ...happening, withheld }, entry.guardianId);
  }
}

/** Why a guardian is not told; undefined: they are. */
function withheldBy(
  { studentId, approachS, approachM }: AwaitedApproach,
  roster: TripRoster,
  isAhead: boolean,
  isLate: boolean,
): string | undefined {
  const { state } =
    statesOf(judgeTaps(roster.boardings, roster.riders, roster.visits)).get(studentId) ?? UNTOUCHED;
  if (approachS === null && approachM === null) return 'switched_off';
  if (state === 'ABSENT') return 'absent';
  if (!isAhead) return 'already_past';
  if (state === 'ALIGHTED') return 'already_alighted';
  const isHome = roster.plan.direction === 'from_school';
  if (!isHome && state === 'BOARDED') return 'already_boarded';
  // Where taps are made, a child without one did not get on at the school.
  if (isHome && state === 'EXPECTED' && roster.boardings.length > 0) return 'not_on_bus';
  return isLate ? 'late' : undefined;
}

function passed(
  { tenant, tripId, vehicleId, at }: TripProgress,
  { studentId, sequence, approachS, approachM }: AwaitedApproach,
): Happening {
  const evidence = { stopSequence: sequence, seconds: approachS, metres: approachM };
  const what = { kind: 'approaching', title: '', body: '', evidence } as const;
  return { ...{ tenant, tripId, studentId, vehicleId, at }, ...what };
}
