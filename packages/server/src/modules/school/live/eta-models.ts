import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { TripRuns } from '../../../ports/trip-runs.ts';
import type { StoredVisit, TripVisits, VisitCursor } from '../../../ports/trip-visits.ts';
import type { ListedTrip } from '../../../ports/trips.ts';
import { EtaModel } from '../eta/eta-model.ts';
import { bandsIn } from '../eta/time-band.ts';
import { etaPlanOf } from './eta-plans.ts';

const DAY_MS = 86_400_000;
/** What is older teaches nothing any more. */
const LEARN_DAYS = 30;
/** The least recently asked is forgotten first, and learned again when it is asked again. */
const MAX_TENANTS = 50;
/** Visits learned in one turn of the event loop take some milliseconds. */
const VISITS_AT_ONCE = 250;
const MOST_VISITS = 200_000;
/** What other servers have stored meanwhile is learned this often. */
const REFRESH_MS = 60_000;
/** Writes may take so long to be seen. */
const OVERLAP_MS = 30_000;
const PLANS_AT_HAND = 300;

export interface EtaModelsParts {
  readonly visits: Pick<TripVisits, 'arrived' | 'since'>;
  readonly runs: Pick<TripRuns, 'listed'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Each tenant's model, learned from its stored visits when it is first needed and kept up with those of all servers. */
export class EtaModels {
  readonly #parts: EtaModelsParts;
  readonly #models = new LRUCache<string, LearnedModel>({ max: MAX_TENANTS });
  readonly #learning = new Map<string, Promise<LearnedModel>>();
  #refreshing: Promise<void> = Promise.resolve();
  #cancel: () => void;
  #closed = false;

  constructor(parts: EtaModelsParts) {
    this.#parts = parts;
    this.#cancel = parts.clock.after(REFRESH_MS, () => this.#refreshAndGoOn());
  }

  /** Undefined while it has not been learned. */
  get(tenant: string): EtaModel | undefined {
    return this.#models.get(tenant)?.model;
  }

  /** Rejects with `unavailable`. */
  async ready(tenant: string): Promise<EtaModel> {
    const known = this.#models.get(tenant);
    if (known !== undefined) return known.model;
    const learning =
      this.#learning.get(tenant) ?? this.#learn(tenant).finally(() => this.#learning.delete(tenant));
    this.#learning.set(tenant, learning);
    return (await learning).model;
  }

  /** Learns now what has been stored since the last time. */
  async refresh(): Promise<void> {
    for (const learned of this.#models.values()) if (!this.#closed) await learned.refresh();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await Promise.allSettled([this.#refreshing, ...this.#learning.values()]);
  }

  async #learn(tenant: string): Promise<LearnedModel> {
    const { timeZone } = await this.#parts.tenants.settings(tenant);
    const learned = new LearnedModel(this.#parts, tenant, timeZone, () => this.#closed);
    await learned.begin();
    this.#models.set(tenant, learned);
    return learned;
  }

  #refreshAndGoOn(): void {
    this.#refreshing = this.refresh()
      .catch((error) =>
        this.#parts.log.debug({ err: error }, 'could not learn from the newest visits; trying again'),
      )
      .then(() => {
        if (!this.#closed) this.#cancel = this.#parts.clock.after(REFRESH_MS, () => this.#refreshAndGoOn());
      });
  }
}

class LearnedModel {
  readonly model: EtaModel;
  readonly #parts: EtaModelsParts;
  readonly #tenant: string;
  readonly #isClosed: () => boolean;
  readonly #plans = new LRUCache<string, ListedTrip>({ max: PLANS_AT_HAND });
  #updatedAt: number;

  constructor(parts: EtaModelsParts, tenant: string, timeZone: string, isClosed: () => boolean) {
    this.#parts = parts;
    this.#tenant = tenant;
    this.#isClosed = isClosed;
    this.model = new EtaModel(bandsIn(timeZone));
    this.#updatedAt = parts.clock.now() - OVERLAP_MS;
  }

  /** Everything of the last weeks, in order of arrival. */
  async begin(): Promise<void> {
    const from = this.#parts.clock.now() - LEARN_DAYS * DAY_MS;
    let after: VisitCursor = { arrivedAt: from, tripId: '', sequence: 0 };
    for (let learned = 0; learned < MOST_VISITS && !this.#isClosed(); learned += VISITS_AT_ONCE) {
      const visits = await this.#parts.visits.arrived(this.#tenant, after, VISITS_AT_ONCE);
      await this.#learn(visits);
      const last = visits.at(-1);
      if (last === undefined || visits.length < VISITS_AT_ONCE) return;
      after = { arrivedAt: last.arrivedAt ?? from, tripId: last.tripId, sequence: last.sequence };
    }
  }

  /** What is learned again is known to the model, which leaves it. */
  async refresh(): Promise<void> {
    let from = this.#updatedAt - OVERLAP_MS;
    for (let isFull = true; isFull && !this.#isClosed(); ) {
      const { visits, updatedAt } = await this.#parts.visits.since(this.#tenant, from, VISITS_AT_ONCE);
      await this.#learn(visits.toSorted((a, b) => (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0)));
      this.#updatedAt = Math.max(this.#updatedAt, updatedAt);
      // What was written at one moment is fewer than a page, so that the next one begins with what is left of it.
      isFull = visits.length === VISITS_AT_ONCE && updatedAt > from;
      from = updatedAt;
    }
  }

  async #learn(visits: readonly StoredVisit[]): Promise<void> {
    await this.#readPlans(visits);
    for (const { tripId, sequence, arrivedAt, departedAt, late, inferred } of visits) {
      const trip = this.#plans.get(tripId);
      if (trip === undefined || arrivedAt === null) continue;
      // A departure that only the end of the fixes tells is none to learn from.
      const left = inferred && late ? null : departedAt;
      this.model.learn(etaPlanOf(trip), { stopSequence: sequence, arrivedAt, departedAt: left });
    }
  }

  async #readPlans(visits: readonly StoredVisit[]): Promise<void> {
    const unknown = new Set(visits.map(({ tripId }) => tripId).filter((tripId) => !this.#plans.has(tripId)));
    const asked = [...unknown].map((tripId) => ({ tenant: this.#tenant, tripId }));
    for (const trip of await this.#parts.runs.listed(asked)) this.#plans.set(trip.tripId, trip);
  }
}
