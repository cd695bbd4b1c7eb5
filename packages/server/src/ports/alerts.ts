import type {
  Alert,
  AlertKind,
  AlertRule,
  AlertRuleBody,
  ConversationUpdate,
  Delivery,
  DeliveryState,
  Message,
  NewPushSubscription,
  PushSubscriptionEntry,
  Webhook,
  WebhookBody,
} from '@waycast/contract';

/** Rules of tenants. Durable. */
export interface AlertRules {
  /** Tenants with an active rule about this kind. */
  tenantsWith(kind: AlertKind): Promise<string[]>;
  /** In order of their ids. */
  rules(tenant: string): Promise<AlertRule[]>;
  /** False when the tenant has a rule of that id already. */
  createRule(tenant: string, rule: AlertRule): Promise<boolean>;
  /** Undefined when there is none. */
  changeRule(tenant: string, ruleId: string, rule: AlertRuleBody): Promise<AlertRule | undefined>;
  removeRule(tenant: string, ruleId: string): Promise<boolean>;
}

/** What messages to a webhook are signed with; the former one until its time has come. */
export interface WebhookSecrets {
  readonly secret: string;
  readonly former: string | undefined;
}

/** Webhooks of tenants. Durable; deleting one deletes its deliveries. */
export interface Webhooks {
  webhooks(tenant: string): Promise<Webhook[]>;
  createWebhook(tenant: string, webhook: Webhook, secret: string): Promise<boolean>;
  changeWebhook(tenant: string, webhookId: string, webhook: WebhookBody): Promise<Webhook | undefined>;
  removeWebhook(tenant: string, webhookId: string): Promise<boolean>;
  /** Puts a new secret in place; the one before counts until `formerUntil`, epoch ms. */
  changeSecret(
    tenant: string,
    webhookId: string,
    secret: string,
    formerUntil: number,
  ): Promise<Webhook | undefined>;
  /** Where to post and what to sign with at `now`. */
  webhookTarget(tenant: string, webhookId: string, now: number): Promise<WebhookTarget | undefined>;
}

export interface WebhookTarget extends WebhookSecrets {
  readonly url: string;
  readonly active: boolean;
}

/** What entitles a subject to what it subscribed to, as it was when it subscribed. */
export interface PushRights {
  /** It may follow all of its tenant. */
  readonly everything: boolean;
  /** Vehicles of its token; others need a stored grant, which is looked at each time. */
  readonly vehicles: readonly string[];
}

/** Browsers and phones that get notifications. Durable, until `expiresAt` or the push service says that they ended. */
export interface PushSubscriptions {
  subscriptions(tenant: string, subject: string, now: number): Promise<PushSubscriptionEntry[]>;
  /** Creates the subscription of this id, or renews it for whoever has the browser now, of whatever tenant. */
  putSubscription(
    owner: { readonly tenant: string; readonly subject: string; readonly rights: PushRights },
    entry: PushSubscriptionEntry,
    keys: NewPushSubscription['keys'],
  ): Promise<PushSubscriptionEntry>;
  removeSubscription(tenant: string, subject: string, subscriptionId: string): Promise<boolean>;
  /** Undefined when there is none, or it may no longer get what happens to the vehicle. */
  pushTarget(tenant: string, subscriptionId: string, vehicleId: string): Promise<PushTarget | undefined>;
  /** All of a subject's, whatever they may get. */
  pushTargets(tenant: string, subject: string, now: number): Promise<PersonalTarget[]>;
  /** The push service says that it is no more: forgets it and its deliveries. */
  dropSubscription(tenant: string, subscriptionId: string): Promise<void>;
}

export interface PushTarget {
  readonly endpoint: string;
  readonly keys: NewPushSubscription['keys'];
}

export interface PersonalTarget extends PushTarget {
  readonly subscriptionId: string;
}

/** An alert to be made, and which channels it goes to. */
export interface AlertDraft {
  readonly tenant: string;
  readonly alert: Alert;
  /** The same of whatever happened once; a rule makes one alert of it. */
  readonly eventKey: string;
  /** Empty: none. */
  readonly webhooks: 'all' | readonly string[];
  readonly push: boolean;
}

/** Where alerts are made. */
export interface AlertInbox {
  /**
   * Puts alerts and their deliveries in one transaction. Those whose event key is known to their rule are left out, so
   * that the same event, given again by this server or another one, makes no second alert. Resolves to those that were
   * new.
   */
  put(drafts: readonly AlertDraft[]): Promise<readonly AlertDraft[]>;
  /** Adds `cleared` to the explanation of the alerts of this key, unless it is there. */
  clear(tenant: string, eventKey: string, note: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Which alerts or deliveries: newest first, from `before` (an id) on. */
export interface PageOf {
  readonly limit: number;
  readonly before: string | undefined;
}

/** Alerts that were made. */
export interface AlertFeed {
  alerts(
    tenant: string,
    only: { readonly vehicleId: string | undefined; readonly kind: AlertKind | undefined },
    page: PageOf,
  ): Promise<Alert[]>;
}

/** A delivery that this server has taken over until its claim ends. */
export interface ClaimedDelivery {
  readonly tenant: string;
  readonly deliveryId: string;
  readonly claim: string;
  readonly channel: 'webhook' | 'push';
  readonly targetId: string;
  /** Attempts made before this one. */
  readonly attempts: number;
  readonly about: { readonly what: 'alert'; readonly alert: Alert } | ConversationHook;
}

/** An event of a conversation, with the conversation and the message as they are when the delivery is claimed. */
export type ConversationHook = {
  readonly what: 'conversation';
  /** The same for every webhook. */
  readonly id: string;
  /** When it was stored, ISO 8601. */
  readonly at: string;
  readonly conversation: ConversationUpdate;
} & ({ readonly kind: 'message.new'; readonly message: Message } | { readonly kind: 'conversation.changed' });

/** What came of an attempt. `retry` waits so long. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'retry';
      readonly afterMs: number;
      readonly status: number | null;
      readonly error: string;
    }
  | { readonly kind: 'dead'; readonly status: number | null; readonly error: string };

/**
 * Deliveries of alerts, and of events of conversations, which whoever writes those puts here in the same transaction.
 * Promises:
 * - A1 A pending delivery that is due is claimed by one server at a time; a claim that is not settled ends by itself.
 * - A2 Of one target at most `perTarget` are under way, over all servers (a few more when two claim at one moment), so
 *   that a target that does not answer delays no other.
 * - A3 Settling counts only under the claim that is in force.
 * - A4 Times are those of the database's clock.
 */
export interface Deliveries {
  claim(limit: number, perTarget: number, leaseMs: number): Promise<ClaimedDelivery[]>;
  /** In how many ms the next pending delivery is due; undefined: none is pending. */
  nextDue(): Promise<number | undefined>;
  settle(delivery: ClaimedDelivery, outcome: DeliveryOutcome): Promise<void>;
  deliveries(
    tenant: string,
    only: { readonly state: DeliveryState | undefined; readonly webhookId: string | undefined },
    page: PageOf,
  ): Promise<Delivery[]>;
  /** Makes it pending and due, with no attempts made. Undefined when there is none. */
  replay(tenant: string, deliveryId: string): Promise<Delivery | undefined>;
  replayDead(tenant: string, webhookId: string): Promise<number>;
  counts(): Promise<{ readonly pending: number; readonly dead: number }>;
  /** Called after this server has committed deliveries of events of conversations. The returned function ends it. */
  onDue(listener: () => void): () => void;
}

/** Everything about alerts that is stored. */
export interface AlertStore
  extends AlertRules,
    Webhooks,
    PushSubscriptions,
    AlertInbox,
    AlertFeed,
    Deliveries {}
