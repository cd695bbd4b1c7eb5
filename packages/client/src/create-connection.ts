import type {
  CommandAck,
  CommandName,
  EventName,
  EventPayload,
  FixInput,
  FixReceipt,
  LocationUpdate,
  Order,
  Position,
} from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { baseUrl } from './base-url.ts';
import { Calls } from './calls.ts';
import type {
  CallInput,
  Connection,
  ConnectionOptions,
  FleetOptions,
  FleetSubscription,
  TopicListener,
  TopicSubscription,
  TripListener,
  TripSubscription,
  VehicleListener,
  VehicleSubscription,
} from './connection.ts';
import type { ConnectionState } from './connection-state.ts';
import type { ConversationFeed, ConversationListener, ConversationOptions } from './conversation-feed.ts';
import { FleetFeed } from './fleet-feed.ts';
import { FollowedConversation } from './follow-conversation.ts';
import { asPromised, type Frame, toIncoming } from './frame.ts';
import { createHttp } from './http.ts';
import type { HttpApi } from './http-api.ts';
import { LinkKeeper } from './link-keeper.ts';
import { Listeners } from './listeners.ts';
import { Liveness } from './liveness.ts';
import type {
  OffersListener,
  OffersOptions,
  OrderListener,
  OrderOptions,
  OrderSubscription,
  OrderView,
  ViewersListener,
} from './order-subscriptions.ts';
import { acceptOrder, followOffers, trackOrder, viewOrder } from './orders.ts';
import { stamped } from './stamped.ts';
import type { Subscription, SubscriptionOptions } from './subscription.ts';
import { TokenSource } from './token.ts';
import { TopicFeeds } from './topic-feeds.ts';
import { rawListener } from './topic-reader.ts';
import type { TopicName } from './topics.ts';
import { trackTrip } from './track-trip.ts';
import { Turns } from './turns.ts';
import { VehicleFeeds } from './vehicle-feeds.ts';
import { listenForHints } from './wake-hints.ts';
import type { Feed, Wire } from './wire.ts';

const DEFAULTS = {
  ackTimeoutMs: 10_000,
  connectTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  heartbeatMs: 25_000,
  deadAfterMs: 60_000,
};

/**
 * Makes a connection to the server at `url`. Nothing happens until `connect()`; everything it starts is stopped by
 * `close()`. Throws a TypeError when `url` is not an http(s) address.
 */
export function createConnection(options: ConnectionOptions): Connection {
  return new SocketConnection(options);
}

/** Puts the parts together: the kept link below, the feeds of each kind above, calls and events between. */
class SocketConnection implements Connection {
  readonly url: string;
  readonly http: HttpApi;
  readonly #calls: Calls;
  readonly #keeper: LinkKeeper;
  readonly #liveness: Liveness;
  readonly #vehicles: VehicleFeeds;
  readonly #fleet: FleetFeed;
  readonly #topics: TopicFeeds;
  readonly #feeds: readonly Feed[];
  readonly #listeners = new Map<string, Listeners<[unknown]>>();
  #stopHints: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.url = baseUrl(options.url);
    const tokens = new TokenSource(options.token);
    this.http = createHttp({
      url: this.url,
      tokens,
      fetch: options.fetch ?? ((...input) => globalThis.fetch(...input)),
      timeoutMs: DEFAULTS.requestTimeoutMs,
    });
    this.#calls = new Calls(options.ackTimeoutMs ?? DEFAULTS.ackTimeoutMs);
    this.#liveness = this.#newLiveness(options);
    this.#keeper = this.#newKeeper(options, tokens);
    const wire = this.#wire();
    this.#fleet = new FleetFeed(wire);
    this.#topics = new TopicFeeds(wire, (topic) => this.#vehicles.follows(topic));
    this.#vehicles = new VehicleFeeds(wire, (left) => this.#topics.rejoin(left));
    this.#feeds = [this.#vehicles, this.#fleet, this.#topics];
  }

  get state(): ConnectionState {
    return this.#keeper.state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#keeper.states.add(listener);
  }

  connect(): void {
    this.#stopHints ??= listenForHints({
      woken: () => this.#keeper.dispatch({ type: 'woken' }),
      offline: () => this.#keeper.dispatch({ type: 'offline' }),
    });
    this.#keeper.dispatch({ type: 'connect' });
  }

  close(): void {
    this.#stopHints?.();
    this.#stopHints = undefined;
    this.#keeper.dispatch({ type: 'close' });
  }

  call<N extends CommandName>(name: N, ...[input]: CallInput<N>): Promise<CommandAck<N>> {
    return this.#ask(name, input);
  }

  async #ask<N extends CommandName>(
    name: N,
    input: CallInput<N>[0] | undefined,
    answered?: () => void,
  ): Promise<CommandAck<N>> {
    const { phase } = this.state;
    if (phase === 'idle' || phase === 'closed') {
      throw new WaycastError(
        'unavailable',
        `${name} needs a connection, and this one is ${phase}. Call connect() first.`,
      );
    }
    const {
      type: _type,
      id: _id,
      ok: _ok,
      requestId: _requestId,
      ...ack
    } = await this.#calls.call(name, input, answered);
    return asPromised<CommandAck<N>>(ack);
  }

  on<N extends EventName>(event: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Listeners<[unknown]>();
    this.#listeners.set(event, listeners);
    return listeners.add((payload) => listener(asPromised<EventPayload<N>>(payload)));
  }

  trackVehicle(
    vehicleId: string,
    listener: VehicleListener = () => undefined,
    options: SubscriptionOptions = {},
  ): VehicleSubscription {
    return this.#vehicles.track(vehicleId, listener, options);
  }

  trackTrip(
    tripId: string,
    listener: TripListener = () => undefined,
    options: SubscriptionOptions = {},
  ): TripSubscription {
    return trackTrip((...how) => this.subscribe(...how), tripId, listener, options);
  }

  trackOrder(
    orderId: string,
    listener: OrderListener = () => undefined,
    options: OrderOptions = {},
  ): OrderSubscription {
    return trackOrder(this, orderId, listener, options);
  }

  viewOrder(
    orderId: string,
    listener: ViewersListener = () => undefined,
    options: SubscriptionOptions = {},
  ): OrderView {
    return viewOrder(this, orderId, listener, options);
  }

  acceptOrder(orderId: string): Promise<Order> {
    return acceptOrder(this, orderId);
  }

  followOffers(listener: OffersListener, options: OffersOptions = {}): Subscription {
    return followOffers(this, listener, options);
  }

  conversation(
    conversationId: string,
    listener: ConversationListener = () => undefined,
    options: ConversationOptions = {},
  ): ConversationFeed {
    return new FollowedConversation(this, conversationId, listener, options);
  }

  trackFleet(options: FleetOptions, listener: (updates: LocationUpdate[]) => void): FleetSubscription {
    return this.#fleet.track(options, listener);
  }

  subscribe<T extends TopicName>(
    topic: T,
    listener: TopicListener<T> | TopicListener<T>['event'],
    { since }: { readonly since?: Position } = {},
  ): TopicSubscription {
    return this.#topics.subscribe(topic, rawListener(listener), since);
  }

  async report(fix: FixInput): Promise<FixReceipt> {
    const timed = stamped(fix);
    return this.#keeper.open ? this.call('location:update', timed) : this.http.reportFix(timed);
  }

  #receive(frame: Frame): void {
    const incoming = toIncoming(frame);
    const { event, payload } = incoming;
    if (event === 'location:update') this.#vehicles.receive(payload);
    if (event === 'locations:batch') this.#fleet.receive(payload);
    if (event === 'token:expiring') this.#keeper.dispatch({ type: 'expiring' });
    if (event === 'server:moving') {
      this.#keeper.dispatch({
        type: 'moving',
        delayMs: typeof payload.delayMs === 'number' ? payload.delayMs : 0,
      });
    }
    this.#topics.receive(incoming);
    this.#listeners.get(event)?.tell(payload);
  }

  #newLiveness({ heartbeatMs, deadAfterMs }: ConnectionOptions): Liveness {
    return new Liveness({
      heartbeatMs: heartbeatMs ?? DEFAULTS.heartbeatMs,
      deadAfterMs: deadAfterMs ?? DEFAULTS.deadAfterMs,
      // The answer is a frame like any other; its absence is what liveness watches for.
      beat: () => void this.call('heartbeat').catch(() => undefined),
      dead: (silentMs) =>
        this.#keeper.lose(new WaycastError('timeout', `The server was silent for ${silentMs} ms.`)),
    });
  }

  #newKeeper(options: ConnectionOptions, tokens: TokenSource): LinkKeeper {
    return new LinkKeeper({
      url: this.url,
      tokens,
      calls: this.#calls,
      webSocket: options.webSocket ?? globalThis.WebSocket,
      backoff: options.backoff ?? DEFAULT_BACKOFF,
      connectTimeoutMs: options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      random: options.random ?? Math.random,
      restore: () => {
        this.#liveness.start();
        for (const feed of this.#feeds) feed.restore();
      },
      suspend: () => {
        this.#liveness.stop();
        for (const feed of this.#feeds) feed.suspend();
      },
      probe: () => this.#liveness.probe(),
      heard: () => this.#liveness.heard(),
      event: (frame) => this.#receive(frame),
    });
  }

  /** Subscriptions made while there is no link are joined with the next one, not by a call that waits. */
  #askIfOpen<N extends CommandName>(
    name: N,
    input: CallInput<N>[0] | undefined,
    answered?: () => void,
  ): Promise<CommandAck<N>> {
    if (this.#keeper.open) return this.#ask(name, input, answered);
    return Promise.reject(new WaycastError('unavailable', `${name} came too late: the link is gone.`));
  }

  #wire(): Wire {
    const keeper = this.#keeper;
    const turns = new Turns();
    return {
      get open() {
        return keeper.open;
      },
      inTurn: (key, name, ...[input]) => turns.take(key, () => this.#askIfOpen(name, input)),
      subscribeInTurn: (key, input, answered) =>
        turns.take(key, () => this.#askIfOpen('subscribe', input, answered)),
      delayMs: (failures) => keeper.delayMs(failures),
      fail: (error) => keeper.lose(error),
    };
  }
}
