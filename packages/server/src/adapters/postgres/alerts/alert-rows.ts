import { Alert, AlertRule, Delivery, PushSubscriptionEntry, Webhook } from '@waycast/contract';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';

export const ALERT_COLUMNS = `a.alert_id, a.rule_id, a.kind, a.vehicle_id, a.late, a.suppressed, a.summary,
    a.explanation, ${timeColumn('a.at')}, ${timeColumn('a.created_at', 'alert_created_at')}`;

export function readAlert(row: Row): Alert {
  return Alert.parse({
    alertId: row.alert_id,
    kind: row.kind,
    vehicleId: row.vehicle_id,
    ruleId: row.rule_id,
    at: readTime(row, 'at'),
    createdAt: readTime(row, 'alert_created_at'),
    late: row.late,
    suppressed: row.suppressed,
    summary: row.summary,
    explanation: row.explanation,
  });
}

export const RULE_COLUMNS = `rule_id, name, active, conditions, quiet_hours, channels, ${timeColumn('created_at')}`;

export function readRule(row: Row): AlertRule {
  const conditions = typeof row.conditions === 'object' ? row.conditions : {};
  return AlertRule.parse({
    ...conditions,
    ruleId: row.rule_id,
    name: row.name,
    active: row.active,
    quietHours: row.quiet_hours,
    channels: row.channels,
    createdAt: readTime(row, 'created_at'),
  });
}

export const WEBHOOK_COLUMNS = `webhook_id, url, events, active, ${timeColumn('created_at')},
    ${timeColumn('former_secret_until')}`;

export function readWebhook(row: Row): Webhook {
  return Webhook.parse({
    webhookId: row.webhook_id,
    url: row.url,
    events: row.events,
    active: row.active,
    createdAt: readTime(row, 'created_at'),
    formerSecretUntil: readNullableTime(row, 'former_secret_until'),
  });
}

export const SUBSCRIPTION_COLUMNS = `subscription_id, endpoint, to_jsonb(vehicles) as vehicles,
    ${timeColumn('created_at')}, ${timeColumn('expires_at')}`;

export function readSubscription(row: Row): PushSubscriptionEntry {
  return PushSubscriptionEntry.parse({
    subscriptionId: row.subscription_id,
    endpoint: row.endpoint,
    vehicles: row.vehicles,
    createdAt: readTime(row, 'created_at'),
    expiresAt: readTime(row, 'expires_at'),
  });
}

export const DELIVERY_COLUMNS = `delivery_id, coalesce(alert_id, event_id) as alert_id, conversation_id, channel, target_id, state, attempts, last_status, last_error,
    ${timeColumn('next_at')}, ${timeColumn('created_at')}`;

export function readDelivery(row: Row): Delivery {
  return Delivery.parse({
    deliveryId: row.delivery_id,
    alertId: row.alert_id,
    conversationId: row.conversation_id,
    channel: row.channel,
    targetId: row.target_id,
    state: row.state,
    attempts: readNumber(row, 'attempts'),
    nextAt: readText(row, 'state') === 'pending' ? readTime(row, 'next_at') : null,
    lastStatus: readNullableNumber(row, 'last_status'),
    lastError: row.last_error,
    createdAt: readTime(row, 'created_at'),
  });
}

function readTime(row: Row, column: string): string {
  return new Date(readNumber(row, column)).toISOString();
}

function readNullableTime(row: Row, column: string): string | null {
  return row[column] === null ? null : readTime(row, column);
}
