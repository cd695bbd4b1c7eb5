import { z } from 'zod';
import { Id } from './ids.ts';
import { pageLimit } from './route-schemas.ts';
import { textLine } from './text.ts';

// Rules that make alerts of what happens to vehicles, and where alerts go.

const ALERT_KINDS = [
  'geofence_enter',
  'geofence_exit',
  'geofence_dwell',
  'overspeed',
  'offline',
  'trip_started',
  'trip_ended',
  'unexpected_child',
  'missing_child',
  'child_left_on_bus',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What a webhook may ask for besides kinds of alerts. */
const WEBHOOK_EVENTS = ['alerts', ...ALERT_KINDS, 'message.new', 'conversation.changed'] as const;

/** Bounds of a tenant's alerting. */
export const ALERT_LIMITS = {
  rules: 200,
  webhooks: 50,
  subscriptionsPerSubject: 20,
  vehicles: 1000,
  groups: 100,
  fences: 1000,
} as const;

/** Pages of alerts and deliveries: default and largest number of items. */
const ALERT_PAGE = { default: 50, max: 500 } as const;

const WALL_CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const WallClock = z
  .string()
  .regex(WALL_CLOCK, 'takes a time of day such as 22:00')
  .meta({ description: 'Time of day, HH:MM, in the time zone of the tenant.' });

export const QuietHours = z
  .object({
    from: WallClock,
    to: WallClock,
    days: z
      .array(z.number().int().min(1).max(7))
      .min(1)
      .max(7)
      .nullish()
      .meta({ description: 'Days on which they begin, 1 Monday to 7 Sunday; absent: every day.' }),
  })
  .refine(({ from, to }) => from !== to, 'from and to are the same; leave quietHours out for none')
  .meta({
    id: 'QuietHours',
    description: 'From one time of day to another, past midnight where `to` comes before `from`.',
  });
export type QuietHours = z.infer<typeof QuietHours>;

/** Absent and null mean all. */
const some = (max: number, description: string) =>
  z
    .array(Id)
    .min(1, 'names at least one, or is null for all')
    .max(max)
    .nullable()
    .default(null)
    .meta({ description });

const Channels = z
  .object({
    webhooks: z
      .union([z.literal('all'), z.array(Id).max(ALERT_LIMITS.webhooks)])
      .default([])
      .meta({ description: 'Ids of webhooks, or "all" for every one of the tenant.' }),
    push: z
      .boolean()
      .default(false)
      .meta({ description: 'To the browsers and phones of those who may follow the vehicle.' }),
  })
  .default({ webhooks: [], push: false });

export const AlertRuleBody = z
  .object({
    name: textLine(200),
    on: z
      .array(z.enum(ALERT_KINDS))
      .min(1)
      .max(ALERT_KINDS.length)
      .meta({ description: 'What makes an alert.' }),
    vehicles: some(ALERT_LIMITS.vehicles, 'Only these vehicles; null: all.'),
    groups: some(ALERT_LIMITS.groups, 'Only vehicles of these groups; null: all.'),
    fences: some(ALERT_LIMITS.fences, 'Only these geofences, for geofence alerts; null: all.'),
    quietHours: QuietHours.nullable()
      .default(null)
      .meta({ description: 'When alerts of this rule are kept but not sent; null: never.' }),
    channels: Channels,
    active: z.boolean().default(true),
  })
  .meta({ id: 'AlertRuleBody' });
export type AlertRuleBody = z.output<typeof AlertRuleBody>;

export const NewAlertRule = AlertRuleBody.extend({
  ruleId: Id.optional().meta({ description: 'Absent: the server chooses one.' }),
}).meta({ id: 'NewAlertRule' });

export const AlertRule = AlertRuleBody.extend({ ruleId: z.string(), createdAt: z.string() }).meta({
  id: 'AlertRule',
});
export type AlertRule = z.output<typeof AlertRule>;

export const WebhookBody = z
  .object({
    url: z
      .url({ protocol: /^https?$/, message: 'takes an address that begins with https:// or http://' })
      .max(2000)
      .refine(
        (text) => !/^\w+:\/\/[^/]*@/.test(text),
        'has a user name or password in it, which is not accepted',
      )
      .meta({ description: 'Where it is posted to. Private addresses need WEBHOOK_ALLOW_PRIVATE.' }),
    events: z
      .array(z.enum(WEBHOOK_EVENTS))
      .min(1, 'names at least one kind, or is null for all alerts')
      .max(WEBHOOK_EVENTS.length)
      .nullable()
      .default(null)
      .meta({
        description:
          'Only these: kinds of alerts, "alerts" for all of them, and of conversations "message.new" and ' +
          '"conversation.changed" (opened, assigned, named, joined, left, or its state). Null: all alerts.',
      }),
    active: z.boolean().default(true),
  })
  .meta({ id: 'WebhookBody' });
export type WebhookBody = z.output<typeof WebhookBody>;

export const NewWebhook = WebhookBody.extend({
  webhookId: Id.optional().meta({ description: 'Absent: the server chooses one.' }),
}).meta({ id: 'NewWebhook' });

export const Webhook = WebhookBody.extend({
  webhookId: z.string(),
  createdAt: z.string(),
  formerSecretUntil: z.string().nullable().meta({
    description: 'After a change of secret: until when messages are signed with the former one as well.',
  }),
}).meta({ id: 'Webhook' });
export type Webhook = z.output<typeof Webhook>;

export const WebhookWithSecret = Webhook.extend({
  secret: z.string().meta({ description: 'whsec_…, shown this once; see Standard Webhooks.' }),
}).meta({ id: 'WebhookWithSecret' });

export const SecretChange = z
  .object({
    overlapHours: z
      .number()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: 'How long messages are signed with the former secret as well.' }),
  })
  .meta({ id: 'SecretChange' });

export const PingResult = z
  .object({
    delivered: z.boolean(),
    status: z.number().int().nullable().meta({ description: 'HTTP status of the answer, if there was one.' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'PingResult' });

/** Why an alert was not sent: at all during quiet hours, not as a notification when it is too late for one. */
const SUPPRESSIONS = ['quiet_hours', 'late'] as const;

export const Alert = z
  .object({
    alertId: z
      .string()
      .meta({ description: 'Also the `webhook-id` of its messages: repeats carry the same.' }),
    kind: z.enum(ALERT_KINDS),
    vehicleId: z.string(),
    ruleId: z.string(),
    at: z.string().meta({ description: 'When it happened, by the time of the device.' }),
    createdAt: z.string().meta({ description: 'When the alert was made.' }),
    late: z.boolean().meta({ description: 'It was found in fixes that arrived late.' }),
    suppressed: z
      .enum(SUPPRESSIONS)
      .nullable()
      .meta({ description: 'quiet_hours: sent nowhere. late: no notification was sent, webhooks were.' }),
    summary: z.string().meta({ description: 'What happened, in a sentence.' }),
    explanation: z.record(z.string(), z.unknown()).meta({
      description: 'The rule, the finding with its fixes and accuracies, the delays, the quiet hours.',
    }),
  })
  .meta({ id: 'Alert' });
export type Alert = z.output<typeof Alert>;

const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const Delivery = z
  .object({
    deliveryId: z.string(),
    alertId: z.string().meta({
      description: 'Id of the alert or of the event of a conversation: the `webhook-id` of its messages.',
    }),
    conversationId: z.string().nullable().meta({
      description: 'The conversation whose event it is; null: it is an alert.',
    }),
    channel: z.enum(['webhook', 'push']),
    targetId: z.string().meta({ description: 'Id of the webhook or of the push subscription.' }),
    state: z.enum(DELIVERY_STATES),
    attempts: z.number().int(),
    nextAt: z.string().nullable().meta({ description: 'When it is tried next; null: not by itself.' }),
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.output<typeof Delivery>;

const Limit = pageLimit(ALERT_PAGE);
const Cursor = z.string().max(200).optional().meta({ description: '`nextCursor` of the page before.' });

export const AlertQuery = z.object({
  vehicleId: Id.optional(),
  kind: z.enum(ALERT_KINDS).optional(),
  limit: Limit,
  cursor: Cursor,
});

export const DeliveryQuery = z.object({
  state: z.enum(DELIVERY_STATES).optional(),
  webhookId: Id.optional(),
  limit: Limit,
  cursor: Cursor,
});

/** 65 bytes of an uncompressed point, 16 of a secret, as base64url. */
const base64url = (bytes: number) => {
  const length = Math.ceil((bytes * 4) / 3);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${length}}=*$`), `takes ${bytes} bytes as base64url`);
};

export const NewPushSubscription = z
  .object({
    endpoint: z
      .url({ protocol: /^https$/, message: 'takes the https address that the browser gave' })
      .max(2000),
    keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
    vehicles: z
      .array(Id)
      .min(1, 'names at least one vehicle, or is null for all')
      .max(ALERT_LIMITS.vehicles)
      .nullable()
      .default(null)
      .meta({ description: 'Only alerts of these; null: of all that the subject may follow.' }),
  })
  .meta({
    id: 'NewPushSubscription',
    description: 'As PushSubscription.toJSON() gives it, with the vehicles.',
  });
export type NewPushSubscription = z.output<typeof NewPushSubscription>;

export const PushSubscriptionEntry = z
  .object({
    subscriptionId: z.string(),
    endpoint: z.string(),
    vehicles: z.array(z.string()).nullable(),
    createdAt: z.string(),
    expiresAt: z.string().meta({ description: 'Ends then unless it is renewed by subscribing again.' }),
  })
  .meta({ id: 'PushSubscriptionEntry' });
export type PushSubscriptionEntry = z.output<typeof PushSubscriptionEntry>;

export const PushState = z
  .object({
    publicKey: z.string().nullable().meta({ description: 'applicationServerKey; null: push is off here.' }),
    reason: z.string().nullable().meta({ description: 'Why push is off, and what turns it on.' }),
    subscriptions: z.array(PushSubscriptionEntry).meta({ description: 'Of the subject that asks.' }),
  })
  .meta({ id: 'PushState' });
