// Bodies and answers of the routes about alerts, for the references.

const RULE_BODY = {
  name: 'Depot at night',
  on: ['geofence_exit' as const, 'overspeed' as const],
  vehicles: ['bus-7'],
  groups: null,
  fences: ['depot'],
  quietHours: { from: '06:00', to: '22:00', days: [1, 2, 3, 4, 5] },
  channels: { webhooks: 'all' as const, push: true },
  active: true,
};
const RULE = { ...RULE_BODY, ruleId: 'depot-at-night', createdAt: '2026-05-01T09:00:00.000Z' };

const WEBHOOK_BODY = { url: 'https://example.com/hooks/waycast', events: null, active: true };
const WEBHOOK = {
  ...WEBHOOK_BODY,
  webhookId: 'ops',
  createdAt: '2026-05-01T09:00:00.000Z',
  formerSecretUntil: null,
};
const WITH_SECRET = { ...WEBHOOK, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwx5jdPVwDLYQ=' };

const ALERT = {
  alertId: 'al_019df2c5a3109f0c2d7e41b8a6c3',
  kind: 'geofence_exit' as const,
  vehicleId: 'bus-7',
  ruleId: 'depot-at-night',
  at: '2026-05-04T22:14:05.000Z',
  createdAt: '2026-05-04T22:14:12.000Z',
  late: false,
  suppressed: null,
  summary: 'bus-7 left Depot at 23:14:05',
  explanation: {
    rule: { ruleId: 'depot-at-night', name: 'Depot at night', fences: ['depot'] },
    evidence: { fenceId: 'depot', fenceName: 'Depot', left: { rule: 'second fix', delayMs: 5000 } },
    delay: { fromEventToAlertMs: 7000, late: false, freshnessMs: 900_000 },
    quietHours: {
      from: '06:00',
      to: '22:00',
      timeZone: 'Europe/Dublin',
      nowOnTheWall: '2026-05-04 23:14:12',
    },
    channels: { webhooks: 'all', push: true },
  },
};

const DELIVERY = {
  deliveryId: '5f1c2a5e-7d1b-4e0c-9f0b-0a6a2b1f3c4d',
  alertId: ALERT.alertId,
  conversationId: null,
  channel: 'webhook' as const,
  targetId: 'ops',
  state: 'dead' as const,
  attempts: 9,
  nextAt: null,
  lastStatus: 503,
  lastError: 'HTTP 503',
  createdAt: '2026-05-04T22:14:12.000Z',
};

const SUBSCRIPTION = {
  subscriptionId: 'p4nX0mGkq2Vd7cTtB1yYw9sLh6RzUe3J',
  endpoint: 'https://push.example.net/send/dGhpcyBpcyBhbiBleGFtcGxl',
  vehicles: ['bus-7'],
  createdAt: '2026-05-04T07:00:00.000Z',
  expiresAt: '2026-06-03T07:00:00.000Z',
};

export const ALERT_BODIES = {
  createAlertRule: RULE_BODY,
  changeAlertRule: RULE_BODY,
  createWebhook: { ...WEBHOOK_BODY, webhookId: 'ops' },
  changeWebhook: WEBHOOK_BODY,
  changeWebhookSecret: { overlapHours: 24 },
  subscribePush: {
    endpoint: SUBSCRIPTION.endpoint,
    keys: {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
    vehicles: ['bus-7'],
  },
};

export const ALERT_ANSWERS = {
  listAlerts: { items: [ALERT], nextCursor: ALERT.alertId },
  listAlertRules: { rules: [RULE] },
  createAlertRule: RULE,
  changeAlertRule: RULE,
  listWebhooks: { webhooks: [WEBHOOK] },
  createWebhook: WITH_SECRET,
  changeWebhook: WEBHOOK,
  changeWebhookSecret: { ...WITH_SECRET, formerSecretUntil: '2026-05-05T09:00:00.000Z' },
  pingWebhook: { delivered: true, status: 204, error: null },
  replayWebhook: { replayed: 3 },
  listDeliveries: { items: [DELIVERY], nextCursor: null },
  replayDelivery: {
    ...DELIVERY,
    state: 'pending' as const,
    attempts: 0,
    nextAt: '2026-05-06T08:00:00.000Z',
  },
  pushState: {
    publicKey: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
    reason: null,
    subscriptions: [SUBSCRIPTION],
  },
  subscribePush: SUBSCRIPTION,
};
