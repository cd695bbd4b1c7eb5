import type {
  BoundingBox,
  CommandAck,
  CommandArguments,
  CommandName,
  EventName,
  EventPayload,
  FixInput,
  FixReceipt,
  LocationUpdate,
  Order,
  Position,
  TripUpdate,
} from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { Backoff } from './backoff.ts';
import type { ConnectionState } from './connection-state.ts';
import type { ConversationFeed, ConversationListener, ConversationOptions } from './conversation-feed.ts';
import type { HttpApi } from './http-api.ts';
import type {
  OffersListener,
  OffersOptions,
  OrderListener,
  OrderOptions,
  OrderSubscription,
  OrderView,
  ViewersListener,
} from './order-subscriptions.ts';
import type { Subscription, SubscriptionOptions } from './subscription.ts';
import type { Token } from './token.ts';
import type { TopicEventName, TopicName, TopicPayload } from './topics.ts';
import type { WebSocketConstructor } from './web-socket.ts';

/** How to reach a server, and as whom. */
export interface ConnectionOptions {
  /** Base address: `https://waycast.example.com`, with a path if the server is mounted under one. */
  readonly url: string;
  /** A JWT, or a function that fetches one: called at the start, when the token expires, and when it was refused. */
  readonly token: Token;
  /** The WebSocket class, where there is no global one (Node 20: `ws`). */
  readonly webSocket?: WebSocketConstructor;
  readonly fetch?: typeof globalThis.fetch;
  /** How long a call waits for the connection and its ack together; default 10 000. */
  readonly ackTimeoutMs?: number;
  /** How long one attempt to connect and authenticate may take; default 15 000. */
  readonly connectTimeoutMs?: number;
  /** How often a heartbeat is sent; default 25 000. */
  readonly heartbeatMs?: number;
  /** After how long without any frame the link counts as dead; default 60 000. */
  readonly deadAfterMs?: number;
  /** Bounds of the exponential back-off with full jitter; default 500 and 30 000. */
  readonly backoff?: Backoff;
  /** Uniform in [0, 1), for jitter; default Math.random. */
  readonly random?: () => number;
}

/** What came with a vehicle's location. */
export interface LocationMeta {
  /** When it arrived, epoch milliseconds by the local clock. */
  readonly asOf: number;
  /** True for the last-known location on joining or rejoining, false for live news. */
  readonly snapshot: boolean;
}

/** Gets a vehicle's locations, never one older than it already got; null once when the vehicle never reported. */
export type VehicleListener = (location: LocationUpdate | null, meta: LocationMeta) => void;

export interface VehicleSubscription extends Subscription {
  readonly vehicleId: string;
  /** The newest location known, null before the first. */
  readonly location: LocationUpdate | null;
}

/** Gets a trip as it is now, then each newer state of it. */
export type TripListener = (trip: TripUpdate) => void;

export interface TripSubscription extends Subscription {
  readonly tripId: string;
  /** The newest state known, null before the first. */
  readonly trip: TripUpdate | null;
}

export interface FleetOptions extends SubscriptionOptions {
  /** West, south, east, north in degrees; absent: the whole tenant. */
  readonly bbox?: BoundingBox;
  /** Milliseconds between batches, 20–1000. */
  readonly tickMs?: number;
}

export interface FleetSubscription extends Subscription {
  /** Follows another box, or everything. Quick changes are merged; the newest counts. */
  setBox(bbox: BoundingBox | undefined): void;
}

/** What came with a topic's event. Offset and epoch are those of log topics. */
export interface TopicEventMeta<T extends TopicName = TopicName> {
  readonly event: TopicEventName<T>;
  readonly offset?: number;
  readonly epoch?: string;
}

/** Gets a topic's events: of a log topic each offset once and in order. */
export interface TopicListener<T extends TopicName = TopicName> {
  event(payload: TopicPayload<T>, meta: TopicEventMeta<T>): void;
  /**
   * After joining with a position, and whenever the server could not keep the events together. True: what was missed
   * follows. False: the server could not replay it; continue from `snapshot` (undefined when the topic has none).
   */
  recovered?(recovered: boolean, snapshot: unknown): void;
  /** The server refused the topic for good; the subscription is closed. */
  onError?(error: WaycastError): void;
}

export interface TopicSubscription extends Subscription {
  readonly topic: TopicName;
  /** Where this reader stands; keep it to continue with `since` another day. Undefined before the first join. */
  readonly position: Position | undefined;
}

/** A connection to one server as one subject. It reconnects by itself until `close()` or a final refusal. */
export interface Connection {
  readonly url: string;
  readonly state: ConnectionState;
  /** Called after each change of state. Returns the function that stops it. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Starts connecting; also after `close()` or a final refusal. Subscriptions made before are joined again. */
  connect(): void;
  /** Closes the socket, stops all timers and rejects waiting calls with `unavailable`. Queues nothing more. */
  close(): void;
  /**
   * Sends a command and resolves with its ack. While the connection is being made, up to 256 calls wait; all reject
   * with a WaycastError: the server's, `timeout` after `ackTimeoutMs`, or `unavailable` when the link is lost first.
   */
  call<N extends CommandName>(name: N, ...input: CallInput<N>): Promise<CommandAck<N>>;
  /** Every event frame as it comes, repetitions after a reconnection included. */
  on<N extends EventName>(event: N, listener: (payload: EventPayload<N>) => void): () => void;
  /** Follows a vehicle. Followers of the same vehicle share one subscription at the server. */
  trackVehicle(
    vehicleId: string,
    listener?: VehicleListener,
    options?: SubscriptionOptions,
  ): VehicleSubscription;
  /** Follows a trip: its status, next stop, boarding and place. */
  trackTrip(tripId: string, listener?: TripListener, options?: SubscriptionOptions): TripSubscription;
  /** Follows an order: as it is now, then after each change. A reconnection brings what was missed. */
  trackOrder(orderId: string, listener?: OrderListener, options?: OrderOptions): OrderSubscription;
  /** For drivers: counts among those who look at the order, until it is closed. */
  viewOrder(orderId: string, listener?: ViewersListener, options?: SubscriptionOptions): OrderView;
  /**
   * For drivers: takes an order. Resolves with it; rejects with `conflict` when another driver has it, it has ended, or
   * this driver has another one. An answer that was lost is asked for again.
   */
  acceptOrder(orderId: string): Promise<Order>;
  /** For drivers: what they are offered, and the order they have. */
  followOffers(listener: OffersListener, options?: OffersOptions): Subscription;
  /** Opens a conversation: its messages in order, who reads, types and is there, and what is sent to it. */
  conversation(
    conversationId: string,
    listener?: ConversationListener,
    options?: ConversationOptions,
  ): ConversationFeed;
  /** Follows the fleet; each batch holds the newest position of vehicles that moved, first all that are known. */
  trackFleet(options: FleetOptions, listener: (updates: LocationUpdate[]) => void): FleetSubscription;
  /** Follows any topic. Log topics resume where they were after a reconnection, or from `since`. */
  subscribe<T extends TopicName>(
    topic: T,
    listener: TopicListener<T> | TopicListener<T>['event'],
    options?: { readonly since?: Position },
  ): TopicSubscription;
  /** Reports a fix, by socket when it is open, else by HTTP. Resolves once it is durable. */
  report(fix: FixInput): Promise<FixReceipt>;
  /** Typed calls of every HTTP route; they reject with the WaycastError of the problem document. */
  readonly http: HttpApi;
}

/** A command's input; left out where the command takes none. */
export type CallInput<N extends CommandName> =
  undefined extends CommandArguments<N> ? [input?: CommandArguments<N>] : [input: CommandArguments<N>];
