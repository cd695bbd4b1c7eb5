import { createHash } from 'node:crypto';
import { ALERT_LIMITS, type Alert, type Delivery, WaycastError } from '@waycast/contract';
import type { AlertDesk, PageAnswer } from '../../ports/alert-desk.ts';
import type { AlertStore, PageOf } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbound, OutboundAnswer } from '../../ports/outbound.ts';
import type { Tenants } from '../../ports/tenants.ts';
import { pingWebhook } from './send-webhook.ts';
import { newSecret } from './signature.ts';
import { timeOrderedId } from './time-ordered-id.ts';

export interface AlertDeskParts {
  readonly store: AlertStore;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** VAPID_PUBLIC_KEY; undefined: push is off. */
  readonly publicKey: string | undefined;
  /** Something became due. */
  readonly wake: () => void;
}

const HOUR_MS = 3_600_000;
/** The rights of a token count this long for a subscription, unless it is renewed. */
const SUBSCRIPTION_MS = 30 * 24 * HOUR_MS;
const PUSH_IS_OFF =
  'push is off on this server; the operator switches it on with VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and ' +
  'VAPID_SUBJECT (`npx waycast vapid` prints new keys)';

export function createAlertDesk(parts: AlertDeskParts): AlertDesk {
  return { ...ruleDesk(parts), ...webhookDesk(parts), ...deliveryDesk(parts), ...pushDesk(parts) };
}

type RuleDesk = Pick<AlertDesk, 'alerts' | 'rules' | 'createRule' | 'changeRule' | 'removeRule'>;

function ruleDesk({ store, clock }: AlertDeskParts): RuleDesk {
  return {
    async alerts(tenant, only, page) {
      const items = await store.alerts(tenant, only, onePastThe(page));
      return pageOf(items, page.limit, ({ alertId }: Alert) => alertId);
    },
    rules: (tenant) => store.rules(tenant),
    async createRule(tenant, { ruleId, ...body }) {
      const rules = await store.rules(tenant);
      requireRoom('alert rules', rules.length, ALERT_LIMITS.rules);
      const createdAt = new Date(clock.now()).toISOString();
      const rule = { ...body, ruleId: ruleId ?? timeOrderedId('rule', clock.now()), createdAt };
      if (!(await store.createRule(tenant, rule))) throw taken('alert rule', rule.ruleId);
      return rule;
    },
    async changeRule(tenant, ruleId, body) {
      return (await store.changeRule(tenant, ruleId, body)) ?? absent('alert rule', ruleId);
    },
    async removeRule(tenant, ruleId) {
      if (!(await store.removeRule(tenant, ruleId))) absent('alert rule', ruleId);
    },
  };
}

type WebhookDesk = Pick<
  AlertDesk,
  'webhooks' | 'createWebhook' | 'changeWebhook' | 'removeWebhook' | 'changeSecret' | 'ping'
>;

function webhookDesk({ store, tenants, outbound, clock }: AlertDeskParts): WebhookDesk {
  const requireAllowed = (url: string): void => {
    const reason = outbound.refusal(url);
    if (reason !== undefined) throw new WaycastError('invalid', `url: ${reason}`);
  };
  return {
    webhooks: (tenant) => store.webhooks(tenant),
    async createWebhook(tenant, { webhookId, ...body }) {
      requireAllowed(body.url);
      const { maxWebhooks } = await tenants.settings(tenant);
      requireRoom('webhooks', (await store.webhooks(tenant)).length, maxWebhooks);
      const id = webhookId ?? timeOrderedId('wh', clock.now());
      const createdAt = new Date(clock.now()).toISOString();
      const webhook = { ...body, webhookId: id, createdAt, formerSecretUntil: null };
      const secret = newSecret();
      if (!(await store.createWebhook(tenant, webhook, secret))) throw taken('webhook', id);
      return { ...webhook, secret };
    },
    async changeWebhook(tenant, webhookId, body) {
      requireAllowed(body.url);
      return (await store.changeWebhook(tenant, webhookId, body)) ?? absent('webhook', webhookId);
    },
    async removeWebhook(tenant, webhookId) {
      if (!(await store.removeWebhook(tenant, webhookId))) absent('webhook', webhookId);
    },
    async changeSecret(tenant, webhookId, overlapHours) {
      const secret = newSecret();
      const until = clock.now() + overlapHours * HOUR_MS;
      const webhook = await store.changeSecret(tenant, webhookId, secret, until);
      return { ...(webhook ?? absent('webhook', webhookId)), secret };
    },
    async ping(tenant, webhookId) {
      const target = await store.webhookTarget(tenant, webhookId, clock.now());
      if (target === undefined) return absent('webhook', webhookId);
      const id = timeOrderedId('ping', clock.now());
      return pingResult(await pingWebhook(target, id, { outbound, clock }));
    },
  };
}

type DeliveryDesk = Pick<AlertDesk, 'deliveries' | 'replay' | 'replayDead'>;

function deliveryDesk({ store, wake }: AlertDeskParts): DeliveryDesk {
  return {
    async deliveries(tenant, only, page) {
      const items = await store.deliveries(tenant, only, onePastThe(page));
      return pageOf(items, page.limit, ({ alertId, deliveryId }: Delivery) => `${alertId} ${deliveryId}`);
    },
    async replay(tenant, deliveryId) {
      const delivery = (await store.replay(tenant, deliveryId)) ?? absent('delivery', deliveryId);
      wake();
      return delivery;
    },
    async replayDead(tenant, webhookId) {
      const webhooks = await store.webhooks(tenant);
      if (!webhooks.some((webhook) => webhook.webhookId === webhookId)) absent('webhook', webhookId);
      const replayed = await store.replayDead(tenant, webhookId);
      wake();
      return replayed;
    },
  };
}

type PushDesk = Pick<AlertDesk, 'pushState' | 'subscribe' | 'unsubscribe'>;

function pushDesk({ store, outbound, clock, publicKey }: AlertDeskParts): PushDesk {
  return {
    async pushState({ tenant, id }) {
      const subscriptions = await store.subscriptions(tenant, id, clock.now());
      const off = publicKey === undefined;
      return { publicKey: publicKey ?? null, reason: off ? PUSH_IS_OFF : null, subscriptions };
    },
    async subscribe({ tenant, id }, rights, { endpoint, keys, vehicles }) {
      if (publicKey === undefined) throw new WaycastError('conflict', PUSH_IS_OFF);
      const refusal = outbound.refusal(endpoint);
      if (refusal !== undefined) throw new WaycastError('invalid', `endpoint: ${refusal}`);
      const now = clock.now();
      const subscriptionId = idOfEndpoint(endpoint);
      const known = await store.subscriptions(tenant, id, now);
      const others = known.filter((one) => one.subscriptionId !== subscriptionId);
      requireRoom('push subscriptions of one subject', others.length, ALERT_LIMITS.subscriptionsPerSubject);
      const entry = {
        subscriptionId,
        endpoint,
        vehicles,
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + SUBSCRIPTION_MS).toISOString(),
      };
      return store.putSubscription({ tenant, subject: id, rights }, entry, keys);
    },
    async unsubscribe({ tenant, id }, subscriptionId) {
      if (!(await store.removeSubscription(tenant, id, subscriptionId)))
        absent('push subscription', subscriptionId);
    },
  };
}

/** One for each browser: who signs in there next takes it over. */
function idOfEndpoint(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url').slice(0, 32);
}

function pingResult(answer: OutboundAnswer): Awaited<ReturnType<AlertDesk['ping']>> {
  if (answer.kind !== 'answered') return { delivered: false, status: null, error: answer.reason };
  const delivered = answer.status >= 200 && answer.status < 300;
  return { delivered, status: answer.status, error: delivered ? null : `HTTP ${answer.status}` };
}

function onePastThe({ limit, before }: PageOf): PageOf {
  return { limit: limit + 1, before };
}

function pageOf<T>(found: readonly T[], limit: number, cursorOf: (item: T) => string): PageAnswer<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

function requireRoom(what: string, count: number, max: number): void {
  if (count < max) return;
  throw new WaycastError(
    'conflict',
    `there are ${count} ${what}, and ${max} is the limit; delete some first`,
  );
}

function taken(what: string, id: string): WaycastError {
  return new WaycastError('conflict', `there is ${what} ${id} already; PUT changes it`);
}

function absent(what: string, id: string): never {
  throw new WaycastError('not_found', `there is no ${what} ${id}`);
}
