import { z } from 'zod';
import { isReservedEvent } from './event-names.ts';
import { LocationUpdate } from './fix.ts';
import { isRegion, REGION_TAKES, Region } from './geohash.ts';
import { DEFAULT_TENANT, isId, isTenantId } from './ids.ts';
import { Hazard, ROAD_QUALITIES } from './roads/hazard-schemas.ts';
import { TripUpdate } from './school/trip-schemas.ts';
import { DriverOffers } from './taxi/driver-schemas.ts';
import { OrderUpdate, OrderViewers } from './taxi/order-schemas.ts';

/** `keyed` holds the newest value and may skip; `log` is complete and ordered, with an offset in an epoch. */
export type TopicKind = 'keyed' | 'log';

export interface TopicDefinition {
  readonly kind: TopicKind;
  /** Whether the name carries an id (`vehicle:{id}`) or stands alone (`fleet`). */
  readonly hasId: boolean;
  /** A log whose events the database numbers, in the transactions that make them; live only carries them. */
  readonly stored?: true;
  /** Which ids there are, where not every id of the contract is one, and what an error says of another. */
  readonly ids?: { readonly isOne: (id: string) => boolean; readonly takes: string };
  /** Followers also get events by other names than those listed, which whoever sends them chooses. */
  readonly anyEvent?: true;
  /** Events that followers get, by name, with the schema of each; a channel's message that names none is the first. */
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** Redis channels of one topic, with `{id}` where the id goes; the first carries the event itself. */
  readonly channels: readonly string[];
  readonly summary: string;
}

/** Of what was found out by judging a vehicle's fixes. */
const told = {
  visit: z.string().optional().meta({
    description: 'The same in all that is told of one visit to a fence or stop.',
  }),
  eventId: z.number().int().optional().meta({
    description: 'The same when an event is told twice, as after a crash.',
  }),
  late: z
    .literal(true)
    .optional()
    .meta({ description: 'Found out too long after it happened to alarm anybody.' }),
};

export const GeofenceAlert = z
  .object({
    vehicleId: z.string(),
    stopId: z.string(),
    stopName: z.string(),
    action: z.enum(['APPROACHING', 'ARRIVED', 'DEPARTED']),
    distance: z.number().meta({ description: 'Metres.' }),
    timestamp: z.string().meta({ description: 'When it happened, by the clock of the device.' }),
    ...told,
    tripId: z.string().optional().meta({ description: 'The school trip that the stop is of.' }),
    stopSequence: z.number().int().optional().meta({ description: 'Of the stop on its trip, from 1.' }),
    inferred: z.literal(true).optional().meta({
      description: 'No fix shows it: the way between two fixes does.',
    }),
  })
  .meta({ id: 'GeofenceAlert' });
export type GeofenceAlert = z.infer<typeof GeofenceAlert>;

export const GeofenceDwell = z
  .object({
    vehicleId: z.string(),
    stopId: z.string(),
    stopName: z.string(),
    action: z.literal('DWELL'),
    dwellS: z.number().meta({ description: 'Seconds that the fence asks for.' }),
    since: z.string().meta({ description: 'When the vehicle was first seen in it.' }),
    timestamp: z.string().meta({ description: 'When the stay had lasted that long.' }),
    ...told,
  })
  .meta({ id: 'GeofenceDwell' });
export type GeofenceDwell = z.infer<typeof GeofenceDwell>;

export const LocationsBatch = z
  .object({ updates: z.array(LocationUpdate) })
  .meta({ id: 'LocationsBatch', description: 'Newest positions of several vehicles, one frame a tick.' });
export type LocationsBatch = z.infer<typeof LocationsBatch>;

/**
 * A message to all drivers or users: an object with a `type`, which is the event's name for those who get it, and
 * whatever else its sender put there. In `events` it stands as `message`.
 */
export const Announcement = z
  .looseObject({
    type: z
      .string()
      .min(1)
      .max(64)
      .regex(/^\P{Cc}*$/u, 'takes no control characters')
      .refine((type) => !isReservedEvent(type), 'is a name that Socket.IO keeps for itself; choose another'),
  })
  .meta({ id: 'Announcement' });
export type Announcement = z.infer<typeof Announcement>;

export const RegionUpdate = z
  .object({
    geohash: Region,
    members: z.number().int().min(0).meta({ description: 'Connected sockets in the cell, on all servers.' }),
    joined: z.number().int().min(0).optional().meta({
      description: 'Sockets that came since the update before; who they are is nobody’s concern.',
    }),
    left: z.number().int().min(0).optional().meta({ description: 'Sockets that went since then.' }),
    hazards: z.array(Hazard).optional().meta({
      description: 'Hazards in the cell that are not over, the newest 50. Absent: as they were.',
    }),
    qualities: z
      .array(z.object({ segmentId: z.string(), quality: z.enum(ROAD_QUALITIES).nullable() }))
      .optional()
      .meta({ description: 'Segments whose quality has changed; null: nothing is known any more.' }),
  })
  .meta({ id: 'RegionUpdate' });
export type RegionUpdate = z.infer<typeof RegionUpdate>;

/** Every topic family. A family is listed once the server serves it. */
export const TOPICS = {
  vehicle: {
    kind: 'keyed',
    hasId: true,
    events: { 'location:update': LocationUpdate },
    channels: ['transport:location:{id}', 'tracking:vehicle:{id}'],
    summary: 'The newest position of one vehicle.',
  },
  geofence: {
    kind: 'log',
    hasId: true,
    events: { 'geofence:alert': GeofenceAlert, 'geofence:dwell': GeofenceDwell },
    channels: ['transport:geofence:{id}'],
    summary: 'Approaching, arrival and departure of one vehicle at stops and fences, and long stays.',
  },
  trip: {
    kind: 'keyed',
    hasId: true,
    events: { 'trip:update': TripUpdate },
    channels: ['transport:trip:{id}'],
    summary: 'How a trip is now: its status, next stop, who is aboard, and where.',
  },
  fleet: {
    kind: 'keyed',
    hasId: false,
    events: { 'locations:batch': LocationsBatch },
    channels: [],
    summary: 'All vehicles of the tenant, or those in a box, as batches on a tick.',
  },
  drivers: {
    kind: 'log',
    hasId: false,
    events: { message: Announcement },
    channels: ['drivers_channel'],
    summary: 'Messages to every driver of the tenant; followed by role.',
  },
  users: {
    kind: 'log',
    hasId: false,
    events: { message: Announcement },
    channels: ['users_channel'],
    summary: 'Messages to everyone of the tenant who is not a driver; followed by role.',
  },
  order: {
    kind: 'log',
    hasId: true,
    stored: true,
    events: { 'order:update': OrderUpdate, order_viewers: OrderViewers },
    channels: ['transport:order:{id}'],
    summary: 'Every change of one order, and how many drivers look at it.',
  },
  offers: {
    kind: 'keyed',
    hasId: true,
    events: { 'offers:update': DriverOffers },
    channels: ['transport:offers:{id}'],
    summary: 'What one driver is offered, and the order it has.',
  },
  region: {
    kind: 'keyed',
    hasId: true,
    ids: { isOne: isRegion, takes: REGION_TAKES },
    events: { 'region:update': RegionUpdate },
    channels: ['transport:region:{id}'],
    summary: 'How many sockets are in one geohash cell, and what is to be heeded there.',
  },
  company: {
    kind: 'log',
    hasId: true,
    anyEvent: true,
    events: {},
    channels: ['transport:company:{id}'],
    summary: "What the application sends to a company's agents, under names of its own (`emitToCompany`).",
  },
} as const satisfies Record<string, TopicDefinition>;

export type TopicFamily = keyof typeof TOPICS;
export const TOPIC_FAMILIES = Object.keys(TOPICS) as TopicFamily[];

/** A topic of a tenant. `id` is the empty string for families without one. */
export interface Topic {
  readonly tenant: string;
  readonly family: TopicFamily;
  readonly id: string;
}

/** What the family promises. */
export function topicDefinition(family: TopicFamily): TopicDefinition {
  return TOPICS[family];
}

/** `vehicle:bus-7` or `fleet`: the name as clients of the same tenant write it. */
export function topicName(topic: Topic): string {
  return topic.id === '' ? topic.family : `${topic.family}:${topic.id}`;
}

/** The name with the tenant in front, except for the default tenant: `acme:vehicle:bus-7`. Also the room's name. */
export function topicKey(topic: Topic): string {
  return topic.tenant === DEFAULT_TENANT ? topicName(topic) : `${topic.tenant}:${topicName(topic)}`;
}

/** Parses a client's topic name for its tenant; undefined when it names no topic. */
export function parseTopicName(name: string, tenant: string): Topic | undefined {
  const colon = name.indexOf(':');
  const family = colon === -1 ? name : name.slice(0, colon);
  const id = colon === -1 ? '' : name.slice(colon + 1);
  if (!isTopicFamily(family) || !isTenantId(tenant)) return undefined;
  const { hasId, ids } = topicDefinition(family);
  if (hasId ? !(ids?.isOne ?? isId)(id) : colon !== -1) return undefined;
  return { tenant, family, id };
}

/** The Redis channel names of a topic. On a Cluster the id stands in braces, so that keys and channel share a slot. */
export function topicChannels(topic: Topic, options: { cluster?: boolean } = {}): string[] {
  const id = options.cluster ? `{${topic.id}}` : topic.id;
  const prefix = topic.tenant === DEFAULT_TENANT ? '' : `${topic.tenant}:`;
  return topicDefinition(topic.family).channels.map((channel) => prefix + channel.replace('{id}', id));
}

function isTopicFamily(value: string): value is TopicFamily {
  return Object.hasOwn(TOPICS, value);
}
