export { AGGREGATE_BUCKETS, Aggregate } from './aggregate-routes.ts';
export type { AlertKind, DeliveryState } from './alert-schemas.ts';
export {
  ALERT_LIMITS,
  Alert,
  AlertRule,
  AlertRuleBody,
  Delivery,
  NewAlertRule,
  NewPushSubscription,
  NewWebhook,
  PingResult,
  PushState,
  PushSubscriptionEntry,
  QuietHours,
  SecretChange,
  Webhook,
  WebhookBody,
  WebhookWithSecret,
} from './alert-schemas.ts';
export type {
  CommandAck,
  CommandArguments,
  CommandDefinition,
  CommandInput,
  CommandName,
} from './commands.ts';
export {
  BoundingBox,
  COMMAND_NAMES,
  COMMANDS,
  commandDefinition,
  FLEET_TICK_MS,
  isCommandName,
  Position,
} from './commands.ts';
export type { Company, WidgetSession } from './conversations/company-schemas.ts';
export { CompanyInput, WidgetSessionInput } from './conversations/company-schemas.ts';
export type {
  CompanyMessage,
  ConversationPresence,
  ConversationUpdate,
  MessageChanged,
  MessageRead,
  Typing,
} from './conversations/conversation-events.ts';
export type {
  Attachment,
  Conversation,
  ConversationAbout,
  ConversationState,
  FoundMessages,
  Message,
  MessagePage,
  PartyKind,
} from './conversations/conversation-schemas.ts';
export {
  CONVERSATION_STATES,
  ConversationChange,
  DEFAULT_COMPANY,
  MAX_MESSAGE_BYTES,
  MessageEdit,
  MessageReaction,
  NewConversation,
  NewMessage,
  NewParticipant,
  PARTY_KINDS,
  ReadUpTo,
} from './conversations/conversation-schemas.ts';
export type { DeviceReportName } from './device-routes.ts';
export { DEVICE_PAGE, Device, DeviceInput } from './device-schemas.ts';
export type { ErrorCode, ErrorEntry, WireError } from './errors.ts';
export { ERROR_CODES, ERRORS, errorEntry, errorOfCloseCode, WaycastError } from './errors.ts';
export { isReservedEvent } from './event-names.ts';
export type { EventName, EventPayload } from './events.ts';
export { EVENT_NAMES, EVENTS, WireErrorSchema } from './events.ts';
export type { FeedFormat } from './feed-routes.ts';
export type { Fix, VehicleStatus } from './fix.ts';
export { FixInput, HistoryItem, LocationUpdate, TimeInput, VEHICLE_STATUSES } from './fix.ts';
export type { Geofence } from './geofence-schemas.ts';
export {
  GEOFENCE_LIMIT,
  GeofenceCollection,
  GeofenceDescription,
  NewGeofence,
} from './geofence-schemas.ts';
export { isRegion, Region } from './geohash.ts';
export { DEFAULT_TENANT, Id, isId, isTenantId, RESERVED_TENANTS, TenantId } from './ids.ts';
export type { KeyDefinition, KeyName } from './keys.ts';
export { KEYS, keyName } from './keys.ts';
export type { RegistryKind } from './registry-schemas.ts';
export {
  DriverDescription,
  GroupDescription,
  IMPORT_MAX,
  ImportReport,
  REGISTRY_KINDS,
  REGISTRY_LIMIT,
  VehicleDescription,
} from './registry-schemas.ts';
export type {
  FixVerdict,
  Odometer,
  ReportedEvent,
  ReportedStop,
  ReportedTrip,
  ReportFormat,
  VehicleDay,
} from './report-schemas.ts';
export { REPORT_LIMIT, REPORT_MAX } from './report-schemas.ts';
export { RIDE_MAX_DAYS, RIDE_MAX_IGNORED, RIDE_MAX_POINTS, Ride } from './ride.ts';
export type { Hazard, HazardType, RoadQuality } from './roads/hazard-schemas.ts';
export { HAZARD_TYPES, ROAD_QUALITIES } from './roads/hazard-schemas.ts';
export type {
  HazardQuery,
  ObservationReceipt,
  RecomputeReport,
  RegionNow,
  RoadSegment,
  SegmentAnalytics,
  SegmentCollection,
  SegmentImport,
  SegmentQuery,
} from './roads/road-schemas.ts';
export {
  NewHazard,
  ROAD_IMPORT_MAX,
  RoadObservation,
  RoadObservations,
} from './roads/road-schemas.ts';
export type { Role, Subject } from './roles.ts';
export { Claims, ROLES } from './roles.ts';
export type { RouteDefinition } from './route-definition.ts';
export type { HistoryFormat } from './route-schemas.ts';
export {
  BATCH_MAX_FIXES,
  BatchReceipt,
  DemoTokenRequest,
  FixReceipt,
  Grant,
  Health,
  HISTORY_FORMATS,
  HISTORY_LIMIT,
  HistoryQuery,
  IdempotencyHeader,
  LiveVehicle,
  Me,
  Problem,
} from './route-schemas.ts';
export type {
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteResponse,
} from './routes.ts';
export { ROUTE_NAMES, ROUTES, routeDefinition } from './routes.ts';
export type { NoticeKind, NoticeReason } from './school/notice-names.ts';
export { NOTICE_KINDS, NOTICE_REASONS } from './school/notice-names.ts';
export type {
  BoardingReceipt,
  FollowEntry,
  GuardianChild,
  GuardianNotice,
  NoticeSetting,
  Passenger,
  PassengerList,
  Student,
} from './school/people-schemas.ts';
export {
  BoardingBatch,
  BoardingReport,
  GuardianNoticeSetting,
  STUDENT_MAX,
  StudentDescription,
} from './school/people-schemas.ts';
export type {
  GtfsReport,
  PlanProblem,
  RowProblem,
  SchoolCalendar,
  SchoolRoute,
  SchoolSchedule,
  SchoolStop,
} from './school/plan-schemas.ts';
export {
  CalendarDescription,
  DIRECTIONS,
  GTFS_MAX,
  PLAN_LIMIT,
  PLAN_MAX,
  ROUTE_MAX,
  RouteDescription,
  ScheduleDescription,
  SERVICE_S_MAX,
  StopDescription,
} from './school/plan-schemas.ts';
export type {
  EtaAccuracy,
  StopEta,
  Trip,
  TripEtas,
  TripStatus,
  TripStop,
  TripSummary,
  TripUpdate,
} from './school/trip-schemas.ts';
export {
  NewTrip,
  TRIP_STATUSES,
  TripCancel,
  TripStart,
  TripSubstitute,
} from './school/trip-schemas.ts';
export type { ShareState } from './share-schemas.ts';
export {
  CurrentShare,
  NewShareLink,
  SHARE_LIMITS,
  ShareDestination,
  ShareEnd,
  ShareEta,
  ShareInput,
  ShareLink,
  ShareTrail,
} from './share-schemas.ts';
export { suggest } from './suggest.ts';
export type { DriverOffers, DriverState, NearbyCars, Offer, TaxiDriver } from './taxi/driver-schemas.ts';
export { ShiftInput } from './taxi/driver-schemas.ts';
export type {
  OrderActor,
  OrderChange,
  OrderEta,
  OrderStatus,
  OrderUpdate,
  OrderViewers,
  Place,
} from './taxi/order-schemas.ts';
export {
  ACTIVE_ORDER_STATUSES,
  NewOrder,
  OPEN_ORDER_STATUSES,
  ORDER_ACTORS,
  ORDER_CHANGES,
  ORDER_STATUSES,
  Order,
  OrderAcceptance,
  OrderAssignment,
  OrderCancellation,
  OrderEvent,
} from './taxi/order-schemas.ts';
export { DEFAULT_TAXI_SETTINGS, TaxiSettings } from './taxi/settings-schemas.ts';
export type { TenantLimits } from './tenant-schemas.ts';
export { TenantChange } from './tenant-schemas.ts';
export type {
  RegionUpdate,
  Topic,
  TopicDefinition,
  TopicFamily,
  TopicKind,
} from './topics.ts';
export {
  Announcement,
  GeofenceAlert,
  GeofenceDwell,
  LocationsBatch,
  parseTopicName,
  TOPIC_FAMILIES,
  TOPICS,
  topicChannels,
  topicDefinition,
  topicKey,
  topicName,
} from './topics.ts';
export { PROTOCOL_VERSION, WEBSOCKET_SUBPROTOCOL } from './version.ts';
