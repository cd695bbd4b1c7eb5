import {
  AlertRuleBody,
  NewAlertRule,
  NewPushSubscription,
  NewWebhook,
  SecretChange,
  type Subject,
  WebhookBody,
} from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { PushRights } from '../../../ports/alerts.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type RuleRoutes = Pick<
  Handlers,
  'listAlerts' | 'listAlertRules' | 'createAlertRule' | 'changeAlertRule' | 'deleteAlertRule'
>;
type WebhookRoutes = Pick<
  Handlers,
  | 'listWebhooks'
  | 'createWebhook'
  | 'changeWebhook'
  | 'deleteWebhook'
  | 'changeWebhookSecret'
  | 'pingWebhook'
  | 'replayWebhook'
  | 'listDeliveries'
  | 'replayDelivery'
>;
type PushRoutes = Pick<Handlers, 'pushState' | 'subscribePush' | 'unsubscribePush'>;

/** Alerts, the rules that make them, and where they go. */
export function alertRoutes(parts: HttpParts): RuleRoutes & WebhookRoutes & PushRoutes {
  return { ...ruleRoutes(parts), ...webhookRoutes(parts), ...pushRoutes(parts) };
}

function ruleRoutes({ alerts }: HttpParts): RuleRoutes {
  return {
    listAlerts: ({ subject, query: { vehicleId, kind, limit, cursor } }) =>
      alerts.alerts(subject.tenant, { vehicleId, kind }, { limit, before: cursor }),
    async listAlertRules({ subject }) {
      return { rules: await alerts.rules(subject.tenant) };
    },
    createAlertRule: ({ subject, body }) => alerts.createRule(subject.tenant, decodeBy(NewAlertRule, body)),
    changeAlertRule: ({ subject, params, body }) =>
      alerts.changeRule(subject.tenant, params.ruleId, decodeBy(AlertRuleBody, body)),
    async deleteAlertRule({ subject, params, reply }) {
      await alerts.removeRule(subject.tenant, params.ruleId);
      return reply.send();
    },
  };
}

function webhookRoutes({ alerts }: HttpParts): WebhookRoutes {
  return {
    async listWebhooks({ subject }) {
      return { webhooks: await alerts.webhooks(subject.tenant) };
    },
    createWebhook: ({ subject, body }) => alerts.createWebhook(subject.tenant, decodeBy(NewWebhook, body)),
    changeWebhook: ({ subject, params, body }) =>
      alerts.changeWebhook(subject.tenant, params.webhookId, decodeBy(WebhookBody, body)),
    async deleteWebhook({ subject, params, reply }) {
      await alerts.removeWebhook(subject.tenant, params.webhookId);
      return reply.send();
    },
    changeWebhookSecret({ subject, params, body }) {
      const { overlapHours } = decodeBy(SecretChange, body ?? {});
      return alerts.changeSecret(subject.tenant, params.webhookId, overlapHours);
    },
    pingWebhook: ({ subject, params }) => alerts.ping(subject.tenant, params.webhookId),
    async replayWebhook({ subject, params }) {
      return { replayed: await alerts.replayDead(subject.tenant, params.webhookId) };
    },
    listDeliveries: ({ subject, query: { state, webhookId, limit, cursor } }) =>
      alerts.deliveries(subject.tenant, { state, webhookId }, { limit, before: cursor }),
    replayDelivery: ({ subject, params }) => alerts.replay(subject.tenant, params.deliveryId),
  };
}

function pushRoutes(parts: HttpParts): PushRoutes {
  const { alerts } = parts;
  return {
    pushState: ({ subject }) => alerts.pushState(subject),
    async subscribePush({ subject, body }) {
      const subscription = decodeBy(NewPushSubscription, body);
      return alerts.subscribe(subject, await rightsOf(parts, subject, subscription.vehicles), subscription);
    },
    async unsubscribePush({ subject, params, reply }) {
      await alerts.unsubscribe(subject, params.subscriptionId);
      return reply.send();
    },
  };
}

/**
 * What the subject may get by its token; what a stored grant allows is looked at with each alert, and what a guardian
 * may follow for a while opens no alerts. Rejects with
 * `not_found` for a vehicle that it asks for and may not follow.
 */
async function rightsOf(
  { access, grants, clock }: HttpParts,
  subject: Subject,
  asked: readonly string[] | null,
): Promise<PushRights> {
  if (await access.may(subject, 'follow:fleet', '')) return { everything: true, vehicles: [] };
  const granted = await grants.vehiclesOf(subject.tenant, subject.id, clock.now());
  const vehicles: string[] = [];
  for (const id of asked ?? subject.vehicles) {
    if (asked !== null) await access.require(subject, 'read:vehicle', id);
    else if (!(await access.may(subject, 'read:vehicle', id))) continue;
    if (subject.vehicles.has(id) || !granted.has(id)) vehicles.push(id);
  }
  return { everything: false, vehicles };
}
