export { PROTOCOL_VERSION, WEBSOCKET_SUBPROTOCOL } from './version.ts';
export { DEFAULT_TENANT, Id, RESERVED_TENANTS, TenantId, isId, isTenantId } from './ids.ts';
export { ERROR_CODES, ERRORS, WaycastError, errorEntry, errorOfCloseCode } from './errors.ts';
export type { ErrorCode, ErrorEntry, WireError } from './errors.ts';
export { Claims, ROLES } from './roles.ts';
export type { Role, Subject } from './roles.ts';
export { FixInput, HistoryItem, LocationUpdate, TimeInput, VEHICLE_STATUSES } from './fix.ts';
export type { Fix, VehicleStatus } from './fix.ts';
export {
  Announcement, GeofenceAlert, LocationsBatch, TOPIC_FAMILIES, TOPICS, parseTopicName, topicChannels, topicDefinition,
  topicKey, topicName,
} from './topics.ts';
export type { Topic, TopicDefinition, TopicFamily, TopicKind } from './topics.ts';
export {
  BoundingBox, COMMANDS, COMMAND_NAMES, FLEET_TICK_MS, Position, commandDefinition, isCommandName,
} from './commands.ts';
export type { CommandAck, CommandArguments, CommandDefinition, CommandInput, CommandName } from './commands.ts';
export { EVENTS, EVENT_NAMES, WireErrorSchema } from './events.ts';
export type { EventName, EventPayload } from './events.ts';
export { KEYS, keyName } from './keys.ts';
export type { KeyDefinition, KeyName } from './keys.ts';
export {
  BATCH_MAX_FIXES, BatchReceipt, DemoTokenRequest, FixReceipt, Grant, HISTORY_FORMATS, HISTORY_LIMIT, Health,
  HistoryQuery, LiveVehicle, Me, Problem, ROUTES, ROUTE_NAMES, routeDefinition,
} from './routes.ts';
export type {
  HistoryFormat, RouteBody, RouteDefinition, RouteName, RouteParams, RouteQuery, RouteResponse,
} from './routes.ts';
