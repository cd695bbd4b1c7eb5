import type { HttpApi } from '@waycast/client';
import type { FixInput, TripSummary } from '@waycast/contract';
import { repeat } from '../fleet/repeat.ts';
import type { DemoSchool } from './school-plan.ts';
import { type SchoolTrip, startTrip } from './school-trip.ts';

/*
 * The buses obey the server's trips: whatever is scheduled for one of them is driven when its time comes. When nothing
 * is, for a while, extra trips are entered, so that there is something to see at any time of any day.
 */

const LOOK_MS = 15_000;
const REPORT_MS = 5000;
/** Nothing begins in this time: extra trips are entered. */
const QUIET_MS = 10 * 60_000;
const FIRST_MS = 45_000;
const APART_MS = 15_000;

export interface SchoolDayParts {
  readonly http: HttpApi;
  readonly school: DemoSchool;
  readonly report: (fixes: readonly FixInput[]) => void;
  /** Something went wrong; it is tried again. */
  readonly onFailed: (error: unknown) => void;
}

/** Drives the school's buses in real time until it is closed. */
export class SchoolDay {
  readonly #parts: SchoolDayParts;
  readonly #driven = new Map<string, SchoolTrip>();
  readonly #done = new Set<string>();
  readonly #stopLooking: () => void;
  readonly #stopDriving: () => void;
  #homewards = false;

  constructor(parts: SchoolDayParts) {
    this.#parts = parts;
    this.#stopLooking = repeat(() => this.#look(), LOOK_MS, parts.onFailed);
    this.#stopDriving = repeat(() => this.#drive(), REPORT_MS, parts.onFailed);
  }

  close(): void {
    this.#stopLooking();
    this.#stopDriving();
  }

  async #look(): Promise<void> {
    const { http, school } = this.#parts;
    const now = Date.now();
    const trips = await openTrips(http);
    for (const trip of trips) {
      const { tripId, scheduledStart } = trip;
      if (trip.status === 'IN_PROGRESS' && !this.#driven.has(tripId)) await this.#abandon(trip);
      if (this.#driven.has(tripId) || this.#done.has(tripId) || Date.parse(scheduledStart) > now) continue;
      const started = startTrip(school, trip, now);
      if (started !== undefined) this.#driven.set(tripId, started);
    }
    const begins = (trip: TripSummary): boolean =>
      trip.status === 'SCHEDULED' && Date.parse(trip.scheduledStart) <= now + QUIET_MS;
    if (this.#driven.size === 0 && !trips.some(begins)) await this.#addTrips(now);
  }

  /** Its bus stood still with the demo that drove it. */
  async #abandon({ tripId, scheduleId }: TripSummary): Promise<void> {
    const { http, school } = this.#parts;
    if (!school.lines.some(({ id }) => scheduleId?.startsWith(`${id}-`))) return;
    this.#done.add(tripId);
    await http.completeTrip({ id: tripId });
  }

  async #addTrips(now: number): Promise<void> {
    const { http, school } = this.#parts;
    const suffix = this.#homewards ? 'from' : 'to';
    this.#homewards = !this.#homewards;
    const [date = '', time = ''] = new Date(now).toISOString().split('T');
    for (const [index, line] of school.lines.entries()) {
      const scheduleId = `${line.id}-${suffix}`;
      const tripId = `${scheduleId}~${date}~${time.slice(0, 5).replace(':', '')}`;
      const startsAt = new Date(now + FIRST_MS + index * APART_MS).toISOString();
      await http.createTrip({ scheduleId, date, tripId, startsAt });
    }
  }

  async #drive(): Promise<void> {
    const { http, report } = this.#parts;
    const now = Date.now();
    const driven = [...this.#driven.values()];
    const fixes = driven.map((trip) => trip.drive(now));
    if (fixes.length > 0) report(fixes);
    for (const trip of driven) {
      const boardings = trip.taps();
      if (boardings.length > 0) await http.reportBoardings({ id: trip.tripId }, { boardings });
      if (!trip.isOver) continue;
      this.#driven.delete(trip.tripId);
      this.#done.add(trip.tripId);
      await http.completeTrip({ id: trip.tripId });
    }
  }
}

async function openTrips(http: HttpApi): Promise<TripSummary[]> {
  const trips: TripSummary[] = [];
  for (const status of ['SCHEDULED', 'IN_PROGRESS'] as const) {
    let cursor: string | undefined;
    do {
      const page = await http.listTrips({ status, ...(cursor === undefined ? {} : { cursor }) });
      trips.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return trips;
}
