import { z } from 'zod';
import { CONVERSATION_COMMANDS } from './conversations/conversation-commands.ts';
import { FixInput, LocationUpdate } from './fix.ts';
import { Region } from './geohash.ts';
import { Id } from './ids.ts';
import { TripUpdate } from './school/trip-schemas.ts';
import { Order } from './taxi/order-schemas.ts';

/** How a command's input travels. */
export interface CommandDefinition {
  /**
   * Names of positional arguments on Socket.IO; on raw WebSocket they are fields. An empty list means that the
   * input is one object argument (`location:update(fix)`).
   */
  readonly positional: readonly string[];
  readonly input: z.ZodType;
  /** Fields of a positive ack beside `ok` and `requestId`. */
  readonly ack: z.ZodObject;
  /** Whether it may be sent before the socket is authenticated. */
  readonly anonymous?: true;
  readonly summary: string;
}

/** A box in degrees: west, south, east, north. West may exceed east: the box then crosses the 180° meridian. */
export const BoundingBox = z
  .tuple([
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
  ])
  .refine(([, south, , north]) => south <= north, 'takes [west, south, east, north] with south ≤ north')
  .meta({ id: 'BoundingBox', description: '[west, south, east, north] in degrees.' });
export type BoundingBox = z.infer<typeof BoundingBox>;

/** Where a reader of a log topic stands: the epoch and the last offset it has seen. */
export const Position = z
  .object({ epoch: z.string().min(1).max(64), offset: z.number().int().min(0) })
  .meta({ id: 'Position' });
export type Position = z.infer<typeof Position>;

/** Default and bounds of the fleet tick in milliseconds. */
export const FLEET_TICK_MS = { default: 25, min: 20, max: 1000 } as const;

const Empty = z.object({});
const TopicNameInput = z.string().min(1).max(200).meta({ description: 'For instance `vehicle:bus-7`.' });

const Viewers = z.number().int().min(0).meta({ description: 'Different drivers who look at it now.' });

const coordinates = { latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) };

/** Every command that a client may send. A command is listed once the server serves it. */
export const COMMANDS = {
  authenticate: {
    positional: ['token'],
    anonymous: true,
    input: z.object({ token: z.string().min(1).max(8192) }),
    ack: z.object({ subject: z.string(), expiresAt: z.string() }),
    summary: 'Authenticates the socket, or renews its token before it expires.',
  },
  'track:vehicle': {
    positional: ['vehicleId'],
    input: z.object({ vehicleId: Id }),
    ack: z.object({ location: LocationUpdate.nullable() }),
    summary: 'Follows a vehicle: topics `vehicle` and `geofence`. The last-known location is in the ack.',
  },
  'untrack:vehicle': {
    positional: ['vehicleId'],
    input: z.object({ vehicleId: Id }),
    ack: Empty,
    summary: 'Stops following a vehicle.',
  },
  'track:trip': {
    positional: ['tripId'],
    input: z.object({ tripId: Id }),
    ack: z.object({
      trip: TripUpdate.nullable().meta({ description: 'The trip now; null: there is none of that id yet.' }),
    }),
    summary: 'Follows a trip: its status, next stop, boarding and place. The trip now is in the ack.',
  },
  'untrack:trip': {
    positional: ['tripId'],
    input: z.object({ tripId: Id }),
    ack: Empty,
    summary: 'Stops following a trip.',
  },
  'order:view': {
    positional: ['orderId'],
    input: z.object({ orderId: Id }),
    ack: z.object({ count: Viewers }),
    summary: 'The driver looks at an order: it counts among its viewers, and follows topic `order`.',
  },
  'order:unview': {
    positional: ['orderId'],
    input: z.object({ orderId: Id }),
    ack: z.object({ count: Viewers }),
    summary: 'The driver looks at the order no more.',
  },
  'order:accept': {
    positional: ['orderId'],
    input: z.object({ orderId: Id }),
    ack: z.object({ order: Order }),
    summary:
      'The driver takes the order; one wins, and is answered the same again. The others get `conflict`.',
  },
  'track:fleet': {
    positional: [],
    input: z
      .object({
        bbox: BoundingBox.optional(),
        tickMs: z.number().int().min(FLEET_TICK_MS.min).max(FLEET_TICK_MS.max).optional(),
      })
      .optional(),
    ack: z.object({ vehicles: z.number().int() }),
    summary:
      'Follows all vehicles of the tenant, or those in a box, as one batch a tick. Sent again, it replaces the box.',
  },
  'untrack:fleet': {
    positional: [],
    input: Empty.optional(),
    ack: Empty,
    summary: 'Stops following the fleet.',
  },
  'location:update': {
    positional: [],
    input: FixInput,
    ack: z.object({ accepted: z.literal(true), broadcast: z.boolean() }),
    summary: 'Reports a fix; the ack comes once it is durable.',
  },
  heartbeat: {
    positional: [],
    input: z.object(coordinates).optional(),
    ack: z.object({ serverTime: z.string() }),
    summary:
      'Says that the client is alive and, optionally, where: its region is then the cell of that place.',
  },
  'region:join': {
    positional: ['geohash'],
    input: z.object({ geohash: Region }),
    ack: z.object({
      members: z.number().int().meta({ description: 'Sockets in the region now, this one included.' }),
    }),
    summary: 'Makes the socket a member of a region, in place of its present one, and follows it.',
  },
  'join:company': {
    positional: ['companyId'],
    input: z.object({ companyId: Id }),
    ack: Empty,
    summary: "Follows what is sent to a company's agents.",
  },
  ...CONVERSATION_COMMANDS,
  subscribe: {
    positional: [],
    input: z.object({ topic: TopicNameInput, since: Position.optional() }),
    ack: z.object({
      epoch: z.string(),
      offset: z.number().int(),
      recovered: z.boolean(),
      snapshot: z.unknown().optional(),
    }),
    summary: 'Follows a topic. With `since`, missed log events come before new ones.',
  },
  unsubscribe: {
    positional: [],
    input: z.object({ topic: TopicNameInput }),
    ack: Empty,
    summary: 'Stops following a topic.',
  },
} as const satisfies Record<string, CommandDefinition>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** Decoded input of a command. */
export type CommandInput<N extends CommandName> = z.output<(typeof COMMANDS)[N]['input']>;
/** What a caller of the command may pass. */
export type CommandArguments<N extends CommandName> = z.input<(typeof COMMANDS)[N]['input']>;
/** Fields of a positive ack. */
export type CommandAck<N extends CommandName> = z.output<(typeof COMMANDS)[N]['ack']>;

export function commandDefinition(name: CommandName): CommandDefinition {
  return COMMANDS[name];
}

export function isCommandName(value: string): value is CommandName {
  return Object.hasOwn(COMMANDS, value);
}
