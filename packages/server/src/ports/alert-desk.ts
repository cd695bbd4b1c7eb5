import type {
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
  Subject,
  Webhook,
  WebhookBody,
  WebhookWithSecret,
} from '@waycast/contract';
import type { z } from 'zod';
import type { AlertFeed, Deliveries, PageOf, PushRights } from './alerts.ts';

/** A page of a list, and the cursor of the next one. */
export interface PageAnswer<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/**
 * Rules, webhooks, alerts and subscriptions as the interface offers them; who may use it has been decided before.
 * Rejects with WaycastError: `not_found`, `conflict` for an id that is taken and beyond the bounds of a tenant or
 * subject, `invalid` for an address that is never posted to.
 */
export interface AlertDesk {
  alerts(tenant: string, only: Parameters<AlertFeed['alerts']>[1], page: PageOf): Promise<PageAnswer<Alert>>;
  rules(tenant: string): Promise<AlertRule[]>;
  createRule(tenant: string, rule: z.output<typeof NewAlertRule>): Promise<AlertRule>;
  changeRule(tenant: string, ruleId: string, rule: AlertRuleBody): Promise<AlertRule>;
  removeRule(tenant: string, ruleId: string): Promise<void>;
  webhooks(tenant: string): Promise<Webhook[]>;
  createWebhook(
    tenant: string,
    webhook: z.output<typeof NewWebhook>,
  ): Promise<z.output<typeof WebhookWithSecret>>;
  changeWebhook(tenant: string, webhookId: string, webhook: WebhookBody): Promise<Webhook>;
  removeWebhook(tenant: string, webhookId: string): Promise<void>;
  changeSecret(
    tenant: string,
    webhookId: string,
    overlapHours: number,
  ): Promise<z.output<typeof WebhookWithSecret>>;
  ping(tenant: string, webhookId: string): Promise<z.output<typeof PingResult>>;
  deliveries(
    tenant: string,
    only: Parameters<Deliveries['deliveries']>[1],
    page: PageOf,
  ): Promise<PageAnswer<Delivery>>;
  replay(tenant: string, deliveryId: string): Promise<Delivery>;
  replayDead(tenant: string, webhookId: string): Promise<number>;
  pushState(subject: Subject): Promise<z.output<typeof PushState>>;
  subscribe(
    subject: Subject,
    rights: PushRights,
    subscription: NewPushSubscription,
  ): Promise<PushSubscriptionEntry>;
  unsubscribe(subject: Subject, subscriptionId: string): Promise<void>;
}
