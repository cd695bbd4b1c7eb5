import { z } from 'zod';
import {
  Alert,
  AlertQuery,
  AlertRule,
  AlertRuleBody,
  Delivery,
  DeliveryQuery,
  NewAlertRule,
  NewPushSubscription,
  NewWebhook,
  PingResult,
  PushState,
  PushSubscriptionEntry,
  SecretChange,
  Webhook,
  WebhookBody,
  WebhookWithSecret,
} from './alert-schemas.ts';
import { Id } from './ids.ts';
import type { RouteDefinition } from './route-definition.ts';

const WebhookParams = z.object({ webhookId: Id });
const RuleParams = z.object({ ruleId: Id });

const RULE_ROUTES = {
  listAlerts: {
    method: 'GET',
    path: '/api/alerts',
    access: 'token',
    query: AlertQuery,
    status: 200,
    response: z.object({ items: z.array(Alert), nextCursor: z.string().nullable() }),
    summary: 'Alerts, the newest first, each with its explanation; also those that were not sent.',
  },
  listAlertRules: {
    method: 'GET',
    path: '/api/alerts/rules',
    access: 'token',
    status: 200,
    response: z.object({ rules: z.array(AlertRule) }),
    summary: 'Rules that make alerts.',
  },
  createAlertRule: {
    method: 'POST',
    path: '/api/alerts/rules',
    access: 'token',
    body: NewAlertRule,
    mayConflict: true,
    status: 201,
    response: AlertRule,
    summary: 'Creates a rule; it counts for what happens from now on.',
  },
  changeAlertRule: {
    method: 'PUT',
    path: '/api/alerts/rules/:ruleId',
    access: 'token',
    params: RuleParams,
    body: AlertRuleBody,
    status: 200,
    response: AlertRule,
    summary: 'Replaces a rule.',
  },
  deleteAlertRule: {
    method: 'DELETE',
    path: '/api/alerts/rules/:ruleId',
    access: 'token',
    params: RuleParams,
    status: 204,
    summary: 'Deletes a rule; the alerts it made stay.',
  },
} as const;

const WEBHOOK_ROUTES = {
  listWebhooks: {
    method: 'GET',
    path: '/api/alerts/webhooks',
    access: 'token',
    status: 200,
    response: z.object({ webhooks: z.array(Webhook) }),
    summary: 'Addresses that alerts are posted to.',
  },
  createWebhook: {
    method: 'POST',
    path: '/api/alerts/webhooks',
    access: 'token',
    body: NewWebhook,
    mayConflict: true,
    status: 201,
    response: WebhookWithSecret,
    summary: 'Creates a webhook; its secret is in this answer and never again.',
  },
  changeWebhook: {
    method: 'PUT',
    path: '/api/alerts/webhooks/:webhookId',
    access: 'token',
    params: WebhookParams,
    body: WebhookBody,
    status: 200,
    response: Webhook,
    summary: 'Replaces address, filter and state of a webhook; its secret stays.',
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/alerts/webhooks/:webhookId',
    access: 'token',
    params: WebhookParams,
    status: 204,
    summary: 'Deletes a webhook with all of its deliveries.',
  },
  changeWebhookSecret: {
    method: 'POST',
    path: '/api/alerts/webhooks/:webhookId/secret',
    access: 'token',
    params: WebhookParams,
    body: SecretChange.optional(),
    status: 200,
    response: WebhookWithSecret,
    summary: 'Gives a webhook a new secret; the former one signs as well for a while.',
  },
  pingWebhook: {
    method: 'POST',
    path: '/api/alerts/webhooks/:webhookId/ping',
    access: 'token',
    params: WebhookParams,
    status: 200,
    response: PingResult,
    summary: 'Posts a signed message of type `ping` once and says what came of it.',
  },
  replayWebhook: {
    method: 'POST',
    path: '/api/alerts/webhooks/:webhookId/replay',
    access: 'token',
    params: WebhookParams,
    status: 200,
    response: z.object({ replayed: z.number().int() }),
    summary: 'Sends all dead deliveries of a webhook again.',
  },
  listDeliveries: {
    method: 'GET',
    path: '/api/alerts/deliveries',
    access: 'token',
    query: DeliveryQuery,
    status: 200,
    response: z.object({ items: z.array(Delivery), nextCursor: z.string().nullable() }),
    summary: 'What was sent where and what came of it; `state=dead` lists what was given up.',
  },
  replayDelivery: {
    method: 'POST',
    path: '/api/alerts/deliveries/:deliveryId/replay',
    access: 'token',
    params: z.object({ deliveryId: Id }),
    status: 200,
    response: Delivery,
    summary: 'Sends a delivery again, with the same id and all attempts anew.',
  },
} as const;

const PUSH_ROUTES = {
  pushState: {
    method: 'GET',
    path: '/api/alerts/push',
    access: 'token',
    status: 200,
    response: PushState,
    summary: 'The key to subscribe with, and the own subscriptions.',
  },
  subscribePush: {
    method: 'POST',
    path: '/api/alerts/push',
    access: 'token',
    body: NewPushSubscription,
    mayConflict: true,
    status: 201,
    response: PushSubscriptionEntry,
    summary: 'Sends alerts to this browser from now on; repeating it renews the subscription.',
  },
  unsubscribePush: {
    method: 'DELETE',
    path: '/api/alerts/push/:subscriptionId',
    access: 'token',
    params: z.object({ subscriptionId: Id }),
    status: 204,
    summary: 'Ends one of the own subscriptions.',
  },
} as const;

/** Rules, alerts, webhooks, deliveries and push subscriptions. */
export const ALERT_ROUTES = {
  ...RULE_ROUTES,
  ...WEBHOOK_ROUTES,
  ...PUSH_ROUTES,
} as const satisfies Record<string, RouteDefinition>;
