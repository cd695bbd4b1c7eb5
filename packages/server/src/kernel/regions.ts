import type { Hazard, RegionUpdate, Subject, Topic } from '@waycast/contract';
import { topicKey, WaycastError } from '@waycast/contract';
import { decodeGeohash, encodeGeohash, FlatPlane } from '@waycast/geo';
import type { KeyedChange, KeyedState, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Presence, RegionCount } from '../ports/presence.ts';
import type { Session } from './session.ts';
import type { Subscribe } from './subscribe.ts';

/** Where a client says it is, in degrees. */
interface LatLng {
  readonly latitude: number;
  readonly longitude: number;
}

/** What is new in a region beside who came and went. */
export type RegionNews = Pick<RegionUpdate, 'hazards' | 'qualities'>;

const STAYS_WITHIN_M = 25;
const ATTEMPTS = 5;

/** What a join or a move lets go once it is acknowledged; nothing where no follow began. */
type Release = () => void;

export interface RegionsParts {
  readonly presence: Presence;
  readonly subscribe: Subscribe;
  readonly live: Live;
  readonly log: Log;
}

/** Which geohash cell each session is in, and who follows it there. What one session asks for happens in order. */
export class Regions {
  readonly #presence: Presence;
  readonly #subscribe: Subscribe;
  readonly #live: Live;
  readonly #log: Log;

  constructor({ presence, subscribe, live, log }: RegionsParts) {
    this.#presence = presence;
    this.#subscribe = subscribe;
    this.#live = live;
    this.#log = log;
    presence.onRegions((counts) => this.#announce(counts));
  }

  /** Makes the session a member of the region, in place of its present one, and follows it. */
  join(session: Session, subject: Subject, geohash: string): Promise<{ members: number; release: Release }> {
    return inTurn(session, async () => {
      const release = await this.#enter(session, regionOf(subject, geohash));
      const { members } = await this.#presence.region(subject.tenant, geohash);
      return { members, release };
    });
  }

  /** The client lives; with a position, it is from now on in that cell, and a region it joined moves along. */
  heartbeat(session: Session, subject: Subject, position: LatLng | undefined): Promise<Release | undefined> {
    return inTurn(session, async () => {
      const beat = this.#presence.beat(
        session.connection.id,
        position === undefined ? {} : { lastLocation: position },
      );
      const release = position === undefined ? undefined : await this.#moveTo(session, subject, position);
      await beat;
      return release;
    });
  }

  async #moveTo(session: Session, subject: Subject, position: LatLng): Promise<Release | undefined> {
    const topic = regionOf(subject, encodeGeohash(position));
    if (session.geohash === topic.id || staysIn(session, position)) {
      session.isLeaving = session.geohash !== topic.id;
      return undefined;
    }
    const followed = session.region;
    if (followed === undefined || session.followOf(followed.topic) === undefined) {
      await this.#move(session, topic.id);
      return undefined;
    }
    try {
      return await this.#enter(session, topic);
    } catch (error) {
      if (!(error instanceof WaycastError) || error.code !== 'not_found') throw error;
      // The application's own rule keeps this cell from it. It is there all the same, and no longer where it was.
      this.#unfollow(session);
      await this.#move(session, topic.id);
      return undefined;
    }
  }

  /** Membership first, so that the count that the follow begins with has this session in it. */
  async #enter(session: Session, topic: Topic): Promise<Release> {
    const before = session.geohash;
    await this.#move(session, topic.id);
    try {
      const earlier = session.followOf(topic);
      const { release } = await this.#subscribe.join(session, topic);
      const ours = earlier === undefined || earlier === session.region?.follow;
      if (session.region !== undefined && topicKey(session.region.topic) !== topicKey(topic))
        this.#unfollow(session);
      session.region = { topic, follow: ours ? session.followOf(topic) : undefined };
      return release;
    } catch (error) {
      await this.#move(session, before);
      throw error;
    }
  }

  /** A follow that the client asked for by name stays. */
  #unfollow(session: Session): void {
    const { region } = session;
    session.region = undefined;
    if (region?.follow !== undefined && session.followOf(region.topic) === region.follow)
      this.#subscribe.leave(session, region.topic);
  }

  #move(session: Session, geohash: string | undefined): Promise<void> {
    session.geohash = geohash;
    session.isLeaving = false;
    return this.#presence.move(session.connection.id, geohash);
  }

  /** Tells followers on all servers what is new there, beside how many are. Rejects with `unavailable`. */
  async tell(tenant: string, geohash: string, news: RegionNews): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const count = await this.#presence.region(tenant, geohash);
      const [verdict] = await this.#live.set([changeOf(count, news)]);
      // A later count may have been told meanwhile, and then this was not.
      if (verdict === 'applied') return;
    }
    this.#log.warn({ tenant, geohash }, 'what is new in a region was not told: too much else is');
  }

  #announce(counts: readonly RegionCount[]): void {
    this.#live
      .set(counts.map((count) => changeOf(count)))
      .catch((error) => this.#log.warn({ err: error, regions: counts.length }, 'regions were not announced'));
  }
}

/** Hazards of a region that are not over; undefined: it cannot be told now. */
export type RegionHazards = (tenant: string, geohash: string) => Promise<Hazard[] | undefined>;

/** The newest value of a region's topic: its members, counted now, and its hazards. */
export async function newestRegion(
  presence: Presence,
  { tenant, id }: Topic,
  hazardsOf: RegionHazards | undefined,
): Promise<KeyedState> {
  const [count, hazards] = await Promise.all([presence.region(tenant, id), hazardsOf?.(tenant, id)]);
  return stateOf(count, hazards === undefined ? {} : { hazards });
}

function stateOf(
  { geohash, members, joined, left, version }: RegionCount,
  news: RegionNews = {},
): KeyedState {
  const moves = joined === undefined || left === undefined ? {} : { joined, left };
  return { event: 'region:update', data: { geohash, members, ...moves, ...news }, version };
}

function changeOf(count: RegionCount, news?: RegionNews): KeyedChange {
  return { topic: topicOf(count), ...stateOf(count, news), announce: 'now', whenAbsent: 'store' };
}

/** Receivers err: who is seen a little outside of its cell stays a member, until it is seen outside again. */
function staysIn({ geohash, isLeaving }: Session, { latitude, longitude }: LatLng): boolean {
  if (geohash === undefined || isLeaving) return false;
  const [west, south, east, north] = decodeGeohash(geohash);
  const plane = new FlatPlane({ latitude, longitude });
  const eastM = Math.max(plane.east(west), -plane.east(east), 0);
  const northM = Math.max(plane.north(south), -plane.north(north), 0);
  return Math.hypot(eastM, northM) < STAYS_WITHIN_M;
}

function topicOf({ tenant, geohash }: RegionCount): Topic {
  return { tenant, family: 'region', id: geohash };
}

function regionOf({ tenant }: Subject, geohash: string): Topic {
  return { tenant, family: 'region', id: geohash };
}

function inTurn<T>(session: Session, run: () => Promise<T>): Promise<T> {
  const turn = session.regionTurn === undefined ? run() : session.regionTurn.then(run);
  const done = (): void => {
    if (session.regionTurn === ended) session.regionTurn = undefined;
  };
  const ended = turn.then(done, done);
  session.regionTurn = ended;
  return turn;
}
