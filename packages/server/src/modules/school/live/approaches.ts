import { LRUCache } from 'lru-cache';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Approach, TripVisits } from '../../../ports/trip-visits.ts';
import type { KnownTrip, KnownTrips } from './known-trips.ts';
import { type VehicleLogs, VisitTeller } from './tell-vehicle-log.ts';
import { aheadM, stopOf, type TripMoment } from './trip-moment.ts';
import { approachAlert } from './visit-events.ts';

/** What happened longer ago than this alarms nobody any more. */
const FRESH_MS = 300_000;
/** Of trips that run, which stops have been decided; the database knows it for good. */
const MAX_TRIPS = 5000;
/** What another server decided and died over is looked for this often. */
const SWEEP_MS = 10_000;
const AT_ONCE = 100;
/** At a time: what waits is found by the sweep. */
const MOST_TELLING = 200;

export interface ApproachesParts {
  readonly visits: Pick<TripVisits, 'approach' | 'approachTold' | 'untoldApproaches'>;
  readonly trips: Pick<KnownTrips, 'find'>;
  readonly live: VehicleLogs;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells that vehicles approach stops: by the way that is left, or by time at a cautious quantile, whichever comes
 * first, once a visit. The database decides who tells it; what is decided and not told is told by whoever finds it.
 */
export class Approaches {
  readonly #parts: ApproachesParts;
  readonly #decided = new LRUCache<string, Set<number>>({ max: MAX_TRIPS });
  readonly #telling = new Set<Promise<void>>();
  #sweeping: Promise<void> = Promise.resolve();
  #cancel: () => void;
  #closed = false;

  constructor(parts: ApproachesParts) {
    this.#parts = parts;
    this.#cancel = parts.clock.after(SWEEP_MS, () => this.#sweepAndGoOn());
  }

  /** Returns at once and never throws. */
  progressed(known: KnownTrip, moment: TripMoment): void {
    const key = `${known.trip.tenant} ${known.trip.tripId}`;
    const decided = this.#decided.get(key) ?? new Set<number>();
    for (const { sequence, p10 } of moment.stops) {
      if (decided.has(sequence) || this.#telling.size >= MOST_TELLING) continue;
      const approach = this.#approachOf(known, moment, sequence, p10);
      if (approach === undefined) continue;
      decided.add(sequence);
      const telling = this.#decide(approach.approach, approach.stopName)
        .catch((error) => {
          // The next fix comes to the same.
          decided.delete(sequence);
          if (!isUnavailable(error))
            this.#parts.log.error({ err: error, trip: key }, 'an approach was not told');
        })
        .finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
    this.#decided.set(key, decided);
  }

  /** Tells what was decided long enough ago to have been told, and was not. */
  async sweep(): Promise<void> {
    const { visits, trips } = this.#parts;
    for (const approach of await visits.untoldApproaches(AT_ONCE)) {
      const known = await trips.find(approach.tenant, approach.tripId);
      const stop = known?.prepared.stop(approach.sequence);
      await this.#tell(approach, stop?.name ?? approach.stopId);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await Promise.allSettled([this.#sweeping, ...this.#telling]);
  }

  #approachOf(
    { trip }: KnownTrip,
    { at, vehicleId, alongM }: TripMoment,
    sequence: number,
    p10: number,
  ): { readonly approach: Approach; readonly stopName: string } | undefined {
    const stop = stopOf(trip.plan, sequence);
    if (stop === undefined) return undefined;
    const distanceM = aheadM(trip, sequence, alongM);
    const leftS = (p10 - at) / 1000;
    const byWay = stop.approachM !== null && distanceM <= stop.approachM;
    const byTime = stop.approachS !== null && leftS <= stop.approachS;
    if (!byWay && !byTime) return undefined;
    const because = byWay
      ? { rule: 'distance', approachM: stop.approachM, words: 'so many metres of its way are left' }
      : { rule: 'time', approachS: stop.approachS, leftS, words: 'one arrival in ten is as soon as that' };
    const approach: Approach = {
      ...{ tenant: trip.tenant, tripId: trip.tripId, sequence, stopId: stop.stopId, vehicleId, at },
      scheduledAt: stop.arrival,
      distanceM: Number.isFinite(distanceM) ? Math.round(distanceM) : 0,
      late: this.#parts.clock.now() - at > FRESH_MS,
      inferred: false,
      because,
    };
    return { approach, stopName: stop.name };
  }

  async #decide(approach: Approach, stopName: string): Promise<void> {
    if (await this.#parts.visits.approach(approach)) await this.#tell(approach, stopName);
  }

  async #tell(approach: Approach, stopName: string): Promise<void> {
    const teller = new VisitTeller(this.#parts.live);
    await teller.tell(approach, approachAlert(approach, stopName));
    await this.#parts.visits.approachTold(approach);
  }

  #sweepAndGoOn(): void {
    this.#sweeping = this.sweep()
      .catch((error) =>
        this.#parts.log.debug({ err: error }, 'could not look for approaches to tell; trying again'),
      )
      .then(() => {
        if (!this.#closed) this.#cancel = this.#parts.clock.after(SWEEP_MS, () => this.#sweepAndGoOn());
      });
  }
}
