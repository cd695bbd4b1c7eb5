import type { Topic, TripUpdate } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { BoardingCounts, TripHeads } from '../../../ports/boarding-counts.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { KeyedState, Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { TripFeed, TripState, TripStates } from '../../../ports/trip-states.ts';
import type { StoredTrip, Trips } from '../../../ports/trips.ts';
import { TripPublisher, tripTopic } from './publish-trip.ts';
import { createToldTrips, newToldTrip, type ToldTrip } from './told-trips.ts';
import { momentOf, NO_HEADS, NO_STATE, tripUpdate } from './trip-update.ts';

/** What comes of a trip's way is put together at most once in so long. */
const INTERVAL_MS = 1000;
/** Who is aboard is read from the database so often; in between it is what was told last, by whichever server. */
const HEADS_MS = 15_000;
/** Two states of one millisecond are two versions. */
const STEP = 0.01;
/** How often a change is read again because another server has told of something else meanwhile. */
const ATTEMPTS = 5;

export interface TripFeedParts {
  readonly trips: Pick<Trips, 'get'>;
  readonly states: TripStates;
  readonly counts: BoardingCounts;
  readonly live: Pick<Live, 'get' | 'set' | 'announce' | 'seed'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Puts together what followers of trips get. A version is the time before anything was read for it, and after the
 * version that live had then: of two servers the one that has read later is believed, whatever their clocks say.
 */
export class LiveTripFeed implements TripFeed {
  readonly #parts: TripFeedParts;
  readonly #publisher: TripPublisher;
  readonly #told = createToldTrips();
  readonly #working = new Set<Promise<void>>();

  constructor(parts: TripFeedParts) {
    this.#parts = parts;
    this.#publisher = new TripPublisher(parts);
  }

  progressed(judged: StoredTrip, state: TripState): void {
    const told = this.#of(judged.tenant, judged.tripId);
    const known = told.latest?.trip;
    const trip = known !== undefined && known.revision > judged.revision ? known : judged;
    const before = told.latest?.state.at ?? null;
    if (before !== null && state.at !== null && state.at < before) return;
    told.latest = { trip, state };
    const moment = momentOf(trip, state);
    const dueMs = moment === told.moment ? told.toldAt + INTERVAL_MS - this.#parts.clock.now() : 0;
    if (dueMs <= 0) {
      const haste = moment === told.moment ? 'in time' : 'at once';
      told.moment = moment;
      this.#run(trip.tenant, trip.tripId, () => this.#tellLatest(told, haste));
      return;
    }
    told.cancelTimer ??= this.#parts.clock.after(dueMs, () => {
      told.cancelTimer = undefined;
      this.#run(trip.tenant, trip.tripId, () => this.#tellLatest(told, 'in time'));
    });
  }

  changed(tenant: string, tripId: string): void {
    this.#run(tenant, tripId, () => this.#tellStored(tenant, tripId));
  }

  /** A trip as it is stored, for live to know from now on; undefined: there is none. */
  async newest({ tenant, id }: Topic): Promise<KeyedState | undefined> {
    const version = this.#nextVersion(this.#of(tenant, id));
    const update = await this.#compose(tenant, id);
    if (update === undefined) return undefined;
    const state = { event: 'trip:update', data: update, version };
    await this.#parts.live.seed([{ topic: tripTopic(tenant, id), ...state }]);
    return state;
  }

  /** What waits is told; resolves when it is. */
  async close(): Promise<void> {
    const waiting = [...this.#told.values()].filter(({ cancelTimer }) => cancelTimer !== undefined);
    for (const told of waiting) {
      told.cancelTimer?.();
      told.cancelTimer = undefined;
      const { latest } = told;
      if (latest === undefined) continue;
      this.#run(latest.trip.tenant, latest.trip.tripId, () => this.#tellLatest(told, 'at once'));
    }
    while (this.#working.size > 0) await Promise.all(this.#working);
    await this.#publisher.close();
  }

  async #tellLatest(told: ToldTrip, haste: 'at once' | 'in time'): Promise<void> {
    const { latest } = told;
    if (latest === undefined) return;
    told.toldAt = this.#parts.clock.now();
    const { tenant, tripId } = latest.trip;
    const topic = tripTopic(tenant, tripId);
    const last = await this.#parts.live.get(topic);
    // Another server has started, ended or substituted it, or this one has not told of it yet.
    if (last === undefined || differs(last, latest.trip)) return this.#tellStored(tenant, tripId);
    if (isAfter(last, latest.state)) return;
    const version = this.#nextVersion(told, last);
    const heads = await this.#headsOf(told, topic, last);
    await this.#publisher.publishTrip(tenant, tripUpdate(latest.trip, latest.state, heads), version, haste);
  }

  async #tellStored(tenant: string, tripId: string): Promise<void> {
    const topic = tripTopic(tenant, tripId);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const version = this.#nextVersion(this.#of(tenant, tripId), await this.#parts.live.get(topic));
      const update = await this.#compose(tenant, tripId);
      if (update === undefined) return;
      if ((await this.#publisher.publishTrip(tenant, update, version, 'at once')) === 'applied') return;
    }
    this.#parts.log.warn({ tenant, tripId }, 'a trip changes faster than it can be told of');
  }

  async #compose(tenant: string, tripId: string): Promise<TripUpdate | undefined> {
    const { trips, states, counts, clock } = this.#parts;
    const told = this.#of(tenant, tripId);
    const readAt = clock.now();
    const trip = await trips.get(tenant, tripId);
    if (trip === undefined) return undefined;
    const heads = (await counts.countsOf(tenant, [tripId])).get(tripId) ?? NO_HEADS;
    const stored = (await states.of(tenant, [tripId])).get(tripId) ?? NO_STATE;
    const state = newer(told.latest?.state, stored);
    if (readAt >= told.headsAt) Object.assign(told, { heads, headsAt: readAt });
    // Fixes that come after a change are told with the trip as it is then.
    if (told.latest !== undefined && told.latest.trip.revision < trip.revision) told.latest = { trip, state };
    return tripUpdate(trip, state, heads);
  }

  async #headsOf(told: ToldTrip, topic: Topic, last: KeyedState): Promise<TripHeads> {
    const { counts, clock } = this.#parts;
    const now = clock.now();
    if (told.heads === undefined || now - told.headsAt >= HEADS_MS) {
      const read = (await counts.countsOf(topic.tenant, [topic.id])).get(topic.id) ?? NO_HEADS;
      Object.assign(told, { heads: read, headsAt: now });
      return read;
    }
    return last.version < told.headsAt ? told.heads : headsIn(last, told.heads);
  }

  #nextVersion(told: ToldTrip, last?: KeyedState): number {
    const before = Math.max(told.version, last?.version ?? 0);
    told.version = Math.max(this.#parts.clock.now(), before + STEP);
    return told.version;
  }

  #of(tenant: string, tripId: string): ToldTrip {
    const key = topicKey(tripTopic(tenant, tripId));
    const told = this.#told.get(key) ?? newToldTrip();
    this.#told.set(key, told);
    return told;
  }

  #run(tenant: string, tripId: string, work: () => Promise<void>): void {
    const working = work()
      .catch((error) => {
        const away = isUnavailable(error);
        const fields = { err: error, tenant, tripId };
        this.#parts.log[away ? 'debug' : 'error'](fields, 'could not tell of a trip');
      })
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }
}

function newer(known: TripState | undefined, stored: TripState): TripState {
  if (known === undefined || known.at === null) return stored;
  return stored.at !== null && stored.at > known.at ? stored : known;
}

/** What live holds of trips was put there by servers. */
function updateIn({ data }: KeyedState): TripUpdate {
  return data as TripUpdate;
}

/** Whether a server has told of a newer fix. */
function isAfter(last: KeyedState, { at }: TripState): boolean {
  const { timestamp } = updateIn(last);
  return timestamp !== undefined && at !== null && Date.parse(timestamp) > at;
}

function differs(last: KeyedState, { status, vehicleId }: StoredTrip): boolean {
  const update = updateIn(last);
  return update.status !== status || update.vehicleId !== vehicleId;
}

function headsIn(last: KeyedState, { flags }: TripHeads): TripHeads {
  const { studentsBoarded: boarded, studentsExpected: expected } = updateIn(last);
  return { boarded, expected, flags };
}
