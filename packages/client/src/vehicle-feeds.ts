import type { CommandAck, LocationUpdate } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { LocationMeta, VehicleListener, VehicleSubscription } from './connection.ts';
import { asPromised, type Incoming } from './frame.ts';
import { Joiner } from './joiner.ts';
import { tell } from './listeners.ts';
import type { SubscriptionOptions } from './subscription.ts';
import type { TopicName } from './topics.ts';
import { type Feed, leave, type Wire } from './wire.ts';

/** Followed vehicles: one subscription at the server for all followers of a vehicle. */
export class VehicleFeeds implements Feed {
  readonly #wire: Wire;
  readonly #feeds = new Map<string, VehicleFeed>();
  readonly #left: (topics: readonly TopicName[]) => void;

  /** `left` is called after a vehicle was left, for whoever follows one of its topics by another way. */
  constructor(wire: Wire, left: (topics: readonly TopicName[]) => void) {
    this.#wire = wire;
    this.#left = left;
  }

  track(vehicleId: string, listener: VehicleListener, { onError }: SubscriptionOptions): VehicleSubscription {
    const feed = this.#feeds.get(vehicleId) ?? this.#start(vehicleId);
    return feed.follow({ listener, onError: onError ?? (() => undefined) });
  }

  /** Whether a topic is one that a followed vehicle brings along. */
  follows(topic: TopicName): boolean {
    return [...this.#feeds.keys()].some((vehicleId) => topicsOf(vehicleId).includes(topic));
  }

  /** A `location:update` came. */
  receive(payload: Incoming['payload']): void {
    const { vehicleId } = payload;
    if (typeof vehicleId === 'string')
      this.#feeds.get(vehicleId)?.receive(asPromised<LocationUpdate>(payload));
  }

  restore(): void {
    for (const feed of this.#feeds.values()) feed.joiner.join();
  }

  suspend(): void {
    for (const feed of this.#feeds.values()) feed.joiner.suspend();
  }

  #start(vehicleId: string): VehicleFeed {
    const feed = new VehicleFeed(vehicleId, this.#wire, () => this.#end(vehicleId));
    this.#feeds.set(vehicleId, feed);
    if (this.#wire.open) feed.joiner.join();
    return feed;
  }

  #end(vehicleId: string): void {
    const refused = this.#feeds.get(vehicleId)?.joiner.closed ?? true;
    this.#feeds.get(vehicleId)?.joiner.close();
    this.#feeds.delete(vehicleId);
    if (refused || !this.#wire.open) return;
    leave(this.#wire.inTurn(vehicleId, 'untrack:vehicle', { vehicleId }));
    this.#left(topicsOf(vehicleId));
  }
}

interface Follower {
  readonly listener: VehicleListener;
  readonly onError: (error: WaycastError) => void;
}

/** One vehicle and its followers. */
class VehicleFeed {
  readonly joiner: Joiner<CommandAck<'track:vehicle'>>;
  readonly #vehicleId: string;
  readonly #followers = new Set<Follower>();
  readonly #ended: () => void;
  /** The newest known, null when the server knows none, undefined before the first answer. */
  #location: LocationUpdate | null | undefined;
  #asOf = 0;

  constructor(vehicleId: string, wire: Wire, ended: () => void) {
    this.#vehicleId = vehicleId;
    this.#ended = ended;
    this.joiner = new Joiner({
      send: () => wire.inTurn(vehicleId, 'track:vehicle', { vehicleId }),
      joined: ({ location }) => this.#joined(location),
      refused: (error) => this.#refused(error),
      delayMs: (failures) => wire.delayMs(failures),
    });
  }

  follow(follower: Follower): VehicleSubscription {
    this.#followers.add(follower);
    // Late followers get what is known, but not before they hold their subscription.
    queueMicrotask(() => this.#greet(follower));
    const feed = this;
    return {
      vehicleId: this.#vehicleId,
      get location() {
        return feed.#location ?? null;
      },
      get closed() {
        return !feed.#followers.has(follower);
      },
      close: () => {
        if (this.#followers.delete(follower) && this.#followers.size === 0) this.#ended();
      },
    };
  }

  receive(location: LocationUpdate): void {
    const known = this.#location ?? null;
    // The event repeats what the ack has already said; a change of status comes with the same fix.
    if (known !== null && location.timestamp === known.timestamp && location.status === known.status) return;
    if (!isOlder(location, known)) this.#announce(location, false);
  }

  #joined(location: LocationUpdate | null): void {
    const known = this.#location ?? null;
    // A server that forgot, or stands behind, must not take anyone back in time.
    if (location === null ? known === null : !isOlder(location, known)) this.#announce(location, true);
  }

  #announce(location: LocationUpdate | null, snapshot: boolean): void {
    this.#location = location;
    this.#asOf = Date.now();
    const meta: LocationMeta = { asOf: this.#asOf, snapshot };
    for (const { listener } of [...this.#followers]) tell(listener, location, meta);
  }

  #greet(follower: Follower): void {
    if (this.#location === undefined || !this.#followers.has(follower)) return;
    tell(follower.listener, this.#location, { asOf: this.#asOf, snapshot: true });
  }

  #refused(error: WaycastError): void {
    const followers = [...this.#followers];
    this.#followers.clear();
    this.#ended();
    for (const { onError } of followers) tell(onError, error);
  }
}

/** The topics that `track:vehicle` follows. */
function topicsOf(vehicleId: string): TopicName[] {
  return [`vehicle:${vehicleId}`, `geofence:${vehicleId}`];
}

/** Timestamps are ISO 8601 UTC with milliseconds, so their text orders like their time. */
function isOlder(location: LocationUpdate, than: LocationUpdate | null): boolean {
  return than !== null && location.timestamp < than.timestamp;
}
