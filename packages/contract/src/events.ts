import { z } from 'zod';
import {
  ConversationPresence,
  ConversationUpdate,
  MessageChanged,
  MessageRead,
  Typing,
} from './conversations/conversation-events.ts';
import { Message } from './conversations/conversation-schemas.ts';
import { ERROR_CODES } from './errors.ts';
import { LocationUpdate } from './fix.ts';
import { TripUpdate } from './school/trip-schemas.ts';
import { DriverOffers } from './taxi/driver-schemas.ts';
import { OrderUpdate, OrderViewers } from './taxi/order-schemas.ts';
import { Announcement, GeofenceAlert, GeofenceDwell, LocationsBatch, RegionUpdate } from './topics.ts';

/** An error as it arrives: in acks, and as the event `error` where no ack was asked for. */
export const WireErrorSchema = z
  .object({
    code: z.enum(ERROR_CODES as [(typeof ERROR_CODES)[number], ...typeof ERROR_CODES]),
    message: z.string(),
    retryAfterMs: z.number().optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'WireError' });

const offset = {
  topic: z.string().optional(),
  offset: z.number().int().optional(),
  epoch: z.string().optional(),
};

/**
 * Every event that the server sends to clients, with its payload. Log events carry `topic`, `offset` and `epoch`
 * besides; one that came from outside and is not part of the log has a `topic` alone.
 */
export const EVENTS = {
  'location:update': { payload: LocationUpdate, summary: 'A followed vehicle moved or changed status.' },
  'geofence:alert': {
    payload: GeofenceAlert.extend(offset),
    summary: 'A followed vehicle approached, reached or left a stop.',
  },
  'geofence:dwell': {
    payload: GeofenceDwell.extend(offset),
    summary: 'A followed vehicle has stayed in a fence for as long as the fence asks.',
  },
  'trip:update': {
    payload: TripUpdate,
    summary:
      'A followed trip: at once when its status, next stop or boarding change, else at most once a second.',
  },
  'locations:batch': {
    payload: LocationsBatch,
    summary: 'Newest positions of followed vehicles, one frame a tick.',
  },
  message: {
    payload: Announcement.extend(offset),
    summary: 'A message to all drivers or users. The event has the name in its `type`, such as `new_order`.',
  },
  'order:update': { payload: OrderUpdate.extend(offset), summary: 'A followed order changed.' },
  order_viewers: {
    payload: OrderViewers.extend({ topic: offset.topic }),
    summary: 'How many drivers look at a followed order now; it is no part of the log.',
  },
  'offers:update': {
    payload: DriverOffers,
    summary: 'A driver is offered something, no longer is, or its order or shift changed.',
  },
  'message:new': {
    payload: Message.extend({
      ...{ topic: offset.topic, epoch: offset.epoch },
      companyId: z.string().optional(),
      conversationOffset: z.number().int().optional().meta({
        description: 'To followers of a company: `offset` is that of its own log then.',
      }),
    }),
    summary: 'A message in a followed conversation, or in one of a followed company.',
  },
  'message:changed': {
    payload: MessageChanged.extend(offset),
    summary: 'A message of a followed conversation was edited, deleted or reacted to; as it is now.',
  },
  'message:read': {
    payload: MessageRead.extend(offset),
    summary: 'Somebody has read a followed conversation up to an offset.',
  },
  'conversation:update': {
    payload: ConversationUpdate.extend(offset),
    summary: 'The state, agent, title or people of a followed conversation changed; as it is now.',
  },
  typing: {
    payload: Typing.extend({ topic: offset.topic }),
    summary: 'Somebody types in a followed conversation, or stopped; it is no part of the log.',
  },
  presence: {
    payload: ConversationPresence.extend({ topic: offset.topic }),
    summary: 'Somebody opened a followed conversation or left it; it is no part of the log.',
  },
  'region:update': { payload: RegionUpdate, summary: 'Sockets came to a followed region or left it.' },
  'token:expiring': {
    payload: z.object({ expiresAt: z.string() }),
    summary: 'The token expires in about a minute; send `authenticate`.',
  },
  'server:moving': {
    payload: z.object({ delayMs: z.number() }),
    summary: 'The server drains; reconnect after the delay.',
  },
  resync: {
    payload: z.object({
      topic: z.string(),
      recovered: z.boolean(),
      epoch: z.string(),
      offset: z.number().int(),
    }),
    summary:
      'Where a log topic goes on. `recovered` false: what was missed cannot be replayed; true: nothing was, events have other numbers now.',
  },
  error: {
    payload: WireErrorSchema,
    summary: 'A command without an ack failed, or the connection is about to close.',
  },
} as const satisfies Record<string, { payload: z.ZodType; summary: string }>;

export type EventName = keyof typeof EVENTS;
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];
/** Payload of an event. */
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]['payload']>;
