import { z } from 'zod';
import { LocationUpdate } from './fix.ts';
import { Id } from './ids.ts';
import { numberText } from './number-text.ts';
import { ROLES } from './roles.ts';

// What the routes of routes.ts take and answer.

/** Fixes in one batch at the most. */
export const BATCH_MAX_FIXES = 1000;
/** History page: default and largest number of items. */
export const HISTORY_LIMIT = { default: 1000, max: 10_000 } as const;

export const VehicleParams = z.object({ id: Id });
/** In queries. */
export const Time = z.string().min(1).max(40).meta({ description: 'ISO 8601 or epoch milliseconds.' });
export const TimeQuery = Time.optional();

/** Items wanted in one page; more than there may be is as many as there may be. */
export const pageLimit = (limit: { readonly default: number; readonly max: number }) =>
  numberText(z.number().int().min(1))
    .transform((n) => Math.min(n, limit.max))
    .default(limit.default);

/** Headers of routes that may be repeated. */
export const IdempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[ -~]{1,255}$/, 'takes 1–255 printable characters of ASCII')
    .optional()
    .meta({
      description:
        'Chosen by the caller, another for each thing that it wants. Sent again with the same body, the request answers ' +
        'what it made the first time; with another body it is a conflict.',
    }),
});

export const HISTORY_FORMATS = ['json', 'geojson', 'gpx', 'kml', 'csv'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

export const HistoryQuery = z.object({
  from: TimeQuery,
  to: TimeQuery,
  limit: pageLimit(HISTORY_LIMIT),
  cursor: z.string().max(200).optional(),
  format: z.enum(HISTORY_FORMATS).default('json'),
});

export const FixReceipt = z
  .object({
    accepted: z.literal(true),
    broadcast: z
      .boolean()
      .meta({ description: 'false: held back by the throttle, late, repeated or too far ahead.' }),
  })
  .meta({ id: 'FixReceipt' });
export type FixReceipt = z.infer<typeof FixReceipt>;

export const BatchReceipt = z
  .object({
    accepted: z.number().int(),
    rejected: z.array(
      z.object({
        index: z.number().int(),
        code: z.string(),
        message: z.string(),
        retryAfterMs: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'BatchReceipt' });
export type BatchReceipt = z.infer<typeof BatchReceipt>;

export const LiveVehicle = LocationUpdate.extend({
  receivedAt: z.string().optional().meta({ description: 'When the server received the fix.' }),
  name: z.string().optional().meta({ description: 'As the registry calls it; in the list only.' }),
  groups: z
    .array(z.string())
    .optional()
    .meta({ description: 'Ids of its groups, for those who may follow the whole fleet; in the list only.' }),
}).meta({ id: 'LiveVehicle' });

export const Me = z
  .object({
    subject: z.string(),
    tenant: z.string(),
    roles: z.array(z.enum(ROLES)),
    vehicles: z.array(z.string()),
    expiresAt: z.string(),
    reportIntervalMs: z
      .number()
      .meta({ description: 'GPS_UPDATE_INTERVAL: how often a device is advised to report.' }),
    minReportIntervalMs: z.number().int().nonnegative().meta({
      description:
        'The least time between fixes of a vehicle, by their own timestamps, at which GPS_RATE_LIMIT_MAX refuses none; 0: there is no limit.',
    }),
    profile: z.string().meta({
      description:
        'WAYCAST_PROFILE: `fleet` or `school`; `demo` at a demo, which shows all. What a page offers may follow it.',
    }),
  })
  .meta({ id: 'Me' });

export const Grant = z
  .object({
    subject: Id,
    vehicleId: Id,
    expiresAt: z.string().nullish().meta({ description: 'ISO 8601; null or absent: until revoked.' }),
  })
  .meta({ id: 'Grant', description: 'Lets a viewer of the tenant follow a vehicle.' });
export type Grant = z.infer<typeof Grant>;

export const DemoTokenRequest = z
  .object({
    role: z.enum(ROLES).default('dispatcher'),
    vehicles: z.array(Id).max(100).default([]).meta({ description: 'Vehicles that a driver reports for.' }),
  })
  .meta({ id: 'DemoTokenRequest' });

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    timestamp: z.string(),
    services: z.object({
      database: z.enum(['connected', 'disconnected']),
      redis: z.enum(['connected', 'disconnected', 'disabled']),
      socketio: z.literal('active'),
    }),
  })
  .meta({ id: 'Health' });

export const Ready = z.object({
  status: z.string(),
  degraded: z.boolean().optional(),
  reason: z.string().optional(),
});

/** An RFC 9457 problem document. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    retryAfterMs: z.number().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
