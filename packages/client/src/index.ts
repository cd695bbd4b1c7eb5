export type { ErrorCode } from '@waycast/contract/errors';
export { WaycastError } from '@waycast/contract/errors';
export type { Backoff } from './backoff.ts';
export type { Queue, Queued, Rejected } from './batch.ts';
export { boxContains } from './box.ts';
export type {
  CallInput,
  Connection,
  ConnectionOptions,
  FleetOptions,
  FleetSubscription,
  LocationMeta,
  TopicEventMeta,
  TopicListener,
  TopicSubscription,
  TripListener,
  TripSubscription,
  VehicleListener,
  VehicleSubscription,
} from './connection.ts';
export type { ConnectionPhase, ConnectionState } from './connection-state.ts';
export { createConnection } from './create-connection.ts';
export { createReporter } from './create-reporter.ts';
export type { FixQueue, QueuedFix } from './fix-queue.ts';
export type { HazardOptions, HazardSubscription, HazardsListener } from './hazards.ts';
export { followHazards } from './hazards.ts';
export type {
  HistoryCall,
  HistoryRange,
  HttpApi,
  ReportCall,
  RequestOptions,
  RouteArguments,
  RouteResult,
} from './http-api.ts';
export { createMemoryFixQueue } from './memory-fix-queue.ts';
export type {
  OffersListener,
  OffersOptions,
  OrderListener,
  OrderOptions,
  OrderSubscription,
  OrderView,
  ViewersListener,
} from './order-subscriptions.ts';
export type { RegionListener, RegionSubscription } from './regions.ts';
export { followRegion, joinRegion } from './regions.ts';
export type { RejectedFix, Reporter, ReporterOptions, ReporterStatus } from './reporter.ts';
export type { ObservationInput, RoadReporter, RoadReporterOptions } from './road-reporter.ts';
export { createRoadReporter } from './road-reporter.ts';
export type { Subscription, SubscriptionOptions } from './subscription.ts';
export type { Token } from './token.ts';
export type { FamilyOf, TopicEventName, TopicName, TopicPayload } from './topics.ts';
export type { WebSocketConstructor, WebSocketLike } from './web-socket.ts';
